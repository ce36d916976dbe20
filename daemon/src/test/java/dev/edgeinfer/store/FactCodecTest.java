package dev.edgeinfer.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.event.Fact;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FactCodecTest {

    private final FactCodec codec = new FactCodec();

    @Test
    void aTrialOfARuleIsReadAsItWasWritten() {
        Fact tried = new Fact.RuleChange(
                Instant.parse("2026-11-29T18:00:00Z"),
                "door",
                true,
                Optional.empty(),
                List.of(),
                List.of(),
                true,
                Optional.of("anna"));

        assertEquals(tried, codec.fact(FactCodec.kind(tried), codec.write(tried)));
    }

    @Test
    void aFactOfBeforeItWasKnownWhoTriesARuleIsRead() {
        String before = """
                {"at": "2026-11-29T18:00:00Z", "rule": "door", "active": true, "camera": "porch", "events": [], "labels": ["person"],
                 "test": false}""";

        assertEquals(
                new Fact.RuleChange(
                        Instant.parse("2026-11-29T18:00:00Z"),
                        "door",
                        true,
                        Optional.of("porch"),
                        List.of(),
                        List.of("person")),
                codec.fact("rule", before));
    }
}
