package dev.gaia.chat.engine.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpreterFactory;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import org.jspecify.annotations.Nullable;

/** Checks the limits at each expression, through which all values of a template pass. */
final class TemplateInterpreter extends JinjavaInterpreter {

    private static final int MAX_EXPRESSION = 4096;
    private static final int MAX_OPEN_BRACKETS = 24;

    private TemplateInterpreter(Jinjava application, Context context, JinjavaConfig config) {
        super(application, context, config);
    }

    private TemplateInterpreter(JinjavaInterpreter original) {
        super(original);
    }

    @Override
    public @Nullable Object resolveELExpression(String expression, int lineNumber) {
        TemplateLimits limits = TemplateLimits.CURRENT.get();
        limits.checkStep();
        refuseDeepNesting(expression);
        Object value = super.resolveELExpression(expression, lineNumber);
        if (value instanceof JinjavaInterpreter) {
            throw new IllegalStateException("it reaches for the interpreter");
        }
        limits.checkSize(value);
        return value;
    }

    /** The parser looks ahead from each bracket: what a hundred of them takes doubles and doubles again. */
    private static void refuseDeepNesting(String expression) {
        int open = 0;
        for (int i = 0; i < expression.length(); i++) {
            char character = expression.charAt(i);
            open += "([{".indexOf(character) >= 0 ? 1 : 0;
            open -= ")]}".indexOf(character) >= 0 ? 1 : 0;
            if (open > MAX_OPEN_BRACKETS || i > MAX_EXPRESSION) {
                throw new IllegalStateException("an expression of it is too long or nested too deep");
            }
        }
    }

    record Factory() implements InterpreterFactory {

        @Override
        public JinjavaInterpreter newInstance(JinjavaInterpreter original) {
            return new TemplateInterpreter(original);
        }

        @Override
        public JinjavaInterpreter newInstance(Jinjava application, Context context, JinjavaConfig config) {
            return new TemplateInterpreter(application, context, config);
        }
    }
}
