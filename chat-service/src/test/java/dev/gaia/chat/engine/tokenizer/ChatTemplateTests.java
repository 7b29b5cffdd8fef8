package dev.gaia.chat.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTests {

    private static final List<ChatMessage> MESSAGES =
            List.of(new ChatMessage(Role.USER, "hi there"), new ChatMessage(Role.ASSISTANT, "<think>a</think>\n\nb"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ''.getClass() }}",
                "{{ ''.class.forName('java.lang.Runtime') }}x{{ ''.getClass().forName('java.lang.Runtime') }}",
                "{{ messages.getClass().forName('java.lang.Runtime').getRuntime().exec('true') }}",
                "{{ ____int3rpr3t3r____ }}",
                "{{ ____int3rpr3t3r____.getConfig() }}",
                "{{ messages.stream() }}",
                "{% for m in messages %}{{ loop.getClass() }}{% endfor %}",
                "{% include '/etc/passwd' %}",
                "{% import '/etc/passwd' as x %}",
                "{{ '{{ 1 }}'|render }}",
                "{{ 'x'|fromyaml }}"
            })
    void templateThatReachesForJavaOrFilesIsRefused(String template) {
        assertThatThrownBy(() -> render(template)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void propertiesOfJavaObjectsAreNothing() {
        assertThat(render("{{ ''.class }}{{ ''.bytes }}{{ messages.class }}{{ true.class }}{{ messages[0].class }}"
                        + "{{ (messages|map('class')|list)[0].name }}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}xxxxxxxxxxxxxxxx"
                        + "{% endfor %}{% endfor %}{% endfor %}",
                "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% for d in range(1000) %}"
                        + "{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
                "{% set n = namespace(s='xxxxxxxxxxxxxxxx') %}{% for a in range(1000) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
                "{% set n = namespace(s='xxxxxxxxxxxxxxxx') %}{% for a in range(1000) %}{% set n.s = n.s + n.s %}{% endfor %}",
                "{% set n = namespace(s='x') %}{% for a in range(9) %}{% set n.s = (n.s ~ n.s)|replace('x', n.s ~ n.s) %}"
                        + "{% endfor %}{{ n.s|length }}{% for a in range(9) %}{% set n.s = n.s|replace('x', n.s) %}{% endfor %}",
                "{% set n = namespace(l=[1]) %}{% for a in range(99) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
                "{% set n = namespace(l=[1]) %}{% for a in range(99) %}{% set n.l = n.l + n.l %}{% endfor %}{{ n.l }}",
                "{% set n = namespace(l={}) %}{% for a in range(99) %}{% set n.l = {'a': n.l, 'b': n.l} %}{% endfor %}"
                        + "{{ n.l|tojson }}",
                "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
                "{% macro a() %}{{ b() }}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{{ a() }}{% endmacro %}{{ a() }}",
                "{% macro m(l) %}{{ m([l, l]) }}{% endmacro %}{{ m([1]) }}"
            })
    @Timeout(5)
    void templateWithoutEndOrBoundIsStopped(String template) {
        long start = System.nanoTime();

        assertThatThrownBy(() -> render(template)).isInstanceOf(IllegalArgumentException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "not ", "-"})
    void deepNestingIsStopped(String opening) {
        assertThatThrownBy(() -> render("{{ " + opening.repeat(100_000 / opening.length()) + "1 }}"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> render("{% if true %}".repeat(9_000) + "{{ raise_exception('deep') }}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void templateLongerThanAnyRealOneIsRefused() {
        assertThatThrownBy(() -> new ChatTemplate("x".repeat(200_000), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void templateCanRefuseAConversation() {
        assertThatThrownBy(() -> render("{{ raise_exception('roles must alternate') }}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("roles must alternate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "{{ messages[0].content.startswith('hi') }}#true",
                "{{ messages[0]['content'].split(' ')[-1] }}#there",
                "{{ messages[1].content.split('</think>')[-1].lstrip('\\n') }}#b",
                "{{ '  x '.strip() ~ 'y' }}#xy",
                "{% for m in messages %}{{ loop.index0 }}{{ m.role }}{% if not loop.last %},{% endif %}{% endfor %}"
                        + "#0user,1assistant",
                "{% for m in messages[::-1] %}{{ m.role }}{% endfor %}#assistantuser",
                "{% for m in messages[1:] %}{{ m.role }}{% endfor %}#assistant",
                "{% set ns = namespace(found=false) %}{% for m in messages %}{% if m.role == 'assistant' %}"
                        + "{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.found }}#true",
                "{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}#a1",
                "{{ messages[0].get('name', 'none') }}#none",
                "{% if tools is defined %}x{% else %}y{% endif %}#y",
                "{{ bos_token + (messages|length)|string }}#<s>2",
                "{{ messages[0].content | trim | replace('hi', 'ho') | upper }}#HO THERE",
                "{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join(',') }}#hi there"
            })
    void whatRealTemplatesDoWorks(String template, String text) {
        assertThat(render(template)).isEqualTo(text);
    }

    private static String render(String template) {
        return new ChatTemplate(template, Map.of("bos_token", "<s>")).render(MESSAGES);
    }
}
