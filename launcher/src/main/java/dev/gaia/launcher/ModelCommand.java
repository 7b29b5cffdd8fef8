package dev.gaia.launcher;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "model",
        description = "Prints the path of the language model's file, which it fetches first where it is not there.")
final class ModelCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.out.println(ModelFile.of(System.err::println).locate());
        return 0;
    }
}
