package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The services' processes, and the hosts file by which the gateway finds them.
 *
 * <p>An instance is in the hosts file while requests may go to it, which is a shorter time than it runs.
 */
final class ServiceInstances {

    private static final Duration START = Duration.ofMinutes(3);
    /** Longer than a service takes to finish its requests. */
    private static final Duration STOP = Duration.ofSeconds(45);
    /** The gateway looks its services up every second. */
    private static final Duration UNTIL_GATEWAY_LOOKED = Duration.ofSeconds(2);

    private static final int MOST = 50;

    private final Installation installation;
    private final ServiceProcess serviceProcess;
    private final Function<ManagedProcess.Specification, ManagedProcess> supervised;
    private final List<ServiceInstance> running = new CopyOnWriteArrayList<>();
    private final List<ServiceInstance> open = new CopyOnWriteArrayList<>();

    /** @param supervised makes a process that is started again when it dies */
    ServiceInstances(
            Installation installation,
            ServiceProcess serviceProcess,
            Function<ManagedProcess.Specification, ManagedProcess> supervised) {
        this.installation = installation;
        this.serviceProcess = serviceProcess;
        this.supervised = supervised;
    }

    /** What is to be done when an instance is ready. */
    interface WhenReady {

        void accept(ServiceInstance instance) throws IOException, InterruptedException;
    }

    /** Starts the first instance of each service; returns when all are ready. */
    void start(List<ServiceKind> services, Parallel parallel, WhenReady whenReady)
            throws IOException, InterruptedException {
        for (ServiceKind service : services) {
            if (!Files.exists(service.jar(installation.root()))) {
                throw new LauncherException(service.label() + "-service is not built; run ./gaia up, which builds it.");
            }
            add(service, 0);
        }
        open.addAll(running);
        writeHosts(); // the gateway reads it when it starts
        List<Parallel.Action> starts = new ArrayList<>();
        for (ServiceInstance instance : running) {
            instance.process().start();
            starts.add(() -> {
                awaitReady(instance);
                whenReady.accept(instance);
            });
        }
        parallel.all(starts);
    }

    /** Starts or ends instances until there are {@code count}; returns when new ones are ready. */
    synchronized void scale(ServiceKind service, int count) throws IOException, InterruptedException {
        if (service == ServiceKind.GATEWAY || count < 1 || count > MOST) {
            throw new LauncherException("auth, chat and asset can have 1 to " + MOST + " instances.");
        }
        List<ServiceInstance> present = requireRunning(service);
        List<ServiceInstance> added = new ArrayList<>();
        for (int index = present.size(); index < count; index++) {
            added.add(add(service, index));
        }
        startAndOpen(added);
        close(present.stream().filter(instance -> instance.index() >= count).toList());
    }

    /**
     * Replaces the instances of a service one after the other.
     *
     * @param rolling with a spare beside them, so that there is always one that answers
     */
    synchronized void restart(ServiceKind service, boolean rolling) throws IOException, InterruptedException {
        if (rolling && service == ServiceKind.GATEWAY) {
            throw new LauncherException("There is one gateway only, so that it cannot be replaced without a gap.");
        }
        List<ServiceInstance> old = requireRunning(service);
        List<ServiceInstance> spare =
                rolling ? List.of(add(service, old.getLast().index() + 1)) : List.of();
        startAndOpen(spare);
        for (ServiceInstance instance : old) {
            close(List.of(instance));
            startAndOpen(List.of(add(service, instance.index())));
        }
        close(spare);
    }

    List<Long> pids() {
        return running.stream().map(instance -> instance.process().pid()).toList();
    }

    /** @param probe whether to ask each for its health, which takes a moment */
    List<RunState.Instance> describe(boolean probe) {
        return running.parallelStream()
                .map(instance -> instance.describe(probe))
                .sorted(Comparator.comparing(RunState.Instance::service).thenComparing(RunState.Instance::index))
                .toList();
    }

    void stop() {
        ManagedProcess.stopAll(running.stream().map(ServiceInstance::process).toList(), STOP);
    }

    private ServiceInstance add(ServiceKind service, int index) throws IOException {
        ServiceInstance instance = new ServiceInstance(
                service, index, serviceProcess.port(service), supervised.apply(serviceProcess.specify(service, index)));
        running.add(instance);
        return instance;
    }

    private void startAndOpen(List<ServiceInstance> added) throws IOException, InterruptedException {
        try {
            for (ServiceInstance instance : added) {
                instance.process().start();
            }
            for (ServiceInstance instance : added) {
                awaitReady(instance);
                open.add(instance);
                writeHosts();
            }
        } catch (IOException | LauncherException neverReady) {
            close(added);
            throw neverReady;
        }
    }

    private void close(List<ServiceInstance> leaving) throws IOException, InterruptedException {
        if (open.removeAll(leaving)) {
            writeHosts();
            boolean _ = new CountDownLatch(1).await(UNTIL_GATEWAY_LOOKED.toMillis(), TimeUnit.MILLISECONDS);
        }
        ManagedProcess.stopAll(leaving.stream().map(ServiceInstance::process).toList(), STOP);
        running.removeAll(leaving);
    }

    private static void awaitReady(ServiceInstance instance) throws InterruptedException {
        instance.process().awaitReady(instance::isReady, START);
    }

    private List<ServiceInstance> requireRunning(ServiceKind service) {
        List<ServiceInstance> present = running.stream()
                .filter(instance -> instance.service() == service)
                .sorted(Comparator.comparingInt(ServiceInstance::index))
                .toList();
        if (present.isEmpty()) {
            throw new LauncherException(service.label() + " does not run.");
        }
        return present;
    }

    private void writeHosts() throws IOException {
        StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
        open.forEach(instance -> hosts.append(instance.address())
                .append(' ')
                .append(ServiceProcess.internalName(instance.service()))
                .append('\n'));
        Installation.write(installation.run("hosts"), hosts.toString());
    }
}
