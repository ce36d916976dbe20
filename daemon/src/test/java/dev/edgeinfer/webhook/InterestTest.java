package dev.edgeinfer.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.config.Config;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Fact.Phase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterestTest {

    private static final Map<String, Fact> FACTS = new LinkedHashMap<>();

    static {
        FACTS.put("new person", Facts.event(Phase.NEW, "porch", "person", "step"));
        FACTS.put("update person", Facts.event(Phase.UPDATE, "porch", "person", "step", "drive"));
        FACTS.put("end person", Facts.event(Phase.END, "porch", "person", "step"));
        FACTS.put("new cat", Facts.event(Phase.NEW, "yard", "cat"));
        FACTS.put("door active", Facts.rule("door", true));
        FACTS.put("door inactive", Facts.rule("door", false));
        FACTS.put("cat active", Facts.rule("cat", true));
        FACTS.put("armed", Facts.armed(true));
    }

    @Test
    void byDefaultOnlyTheRulesThatNameIt() {
        assertEquals(List.of("door active", "door inactive"), wanted("armed: false"));
    }

    @Test
    void whatElseItAsksFor() {
        assertEquals(
                List.of("door active", "door inactive", "cat active", "armed"), wanted("rules: true, armed: true"));
        assertEquals(
                List.of("new person", "update person", "end person", "new cat", "door active", "door inactive"),
                wanted("events: all"));
        assertEquals(List.of("end person", "door active", "door inactive"), wanted("events: end"));
        assertEquals(List.of("new cat", "door active", "door inactive"), wanted("events: { labels: [cat, dog] }"));
        assertEquals(
                List.of("new person", "door active", "door inactive"),
                wanted("events: { phases: [new], cameras: porch, zones: [step] }"));
        assertEquals(List.of("door active", "door inactive"), wanted("events: { labels: [cat], zones: [step] }"));
    }

    private static List<String> wanted(String keys) {
        Config config = WebhookConfigs.config("""
                webhooks: { phone: { url: "http://h/", %s } }
                rules:
                  door: { when: { label: person }, webhook: phone }
                  cat: { when: { label: cat }, gpio: { line: GPIO17 } }
                """.formatted(keys));
        var interest =
                new Interest(config.webhooks().get("phone"), config.rules().values());
        return FACTS.entrySet().stream()
                .filter(fact -> interest.in(fact.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
