package dev.edgeinfer.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Answers the requests of the orchestrator, one JSON document a line, until its input ends. */
final class Service {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Service() {}

    static Settings settings(String[] arguments) throws IOException {
        return JSON.readValue(arguments[0], Settings.class);
    }

    static void serve(Contestant contestant) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        say(answers, Map.of("ready", true, "versions", contestant.versions()));
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            JsonNode request = JSON.readTree(line);
            if (request.get("do").asText().equals("turn")) {
                Path clip = Path.of(request.get("clip").asText());
                int warmUp = request.get("warmUp").asInt();
                int frames = request.get("frames").asInt();
                double longest = request.get("longestS").asDouble();
                say(answers, contestant.turn(clip, warmUp, frames, longest));
            } else {
                var found = contestant.detect(Path.of(request.get("picture").asText()));
                say(answers, Map.of("found", found.stream().map(Service::row).toList()));
            }
        }
    }

    private static double[] row(Contestant.Found found) {
        return new double[] {found.label(), found.score(), found.left(), found.top(), found.width(), found.height()};
    }

    private static void say(PrintStream answers, Object document) throws IOException {
        answers.println(JSON.writeValueAsString(document));
        answers.flush();
    }
}
