package dev.edgeinfer.config.edit;

import java.util.LinkedHashMap;
import java.util.Map;

/** JSON merge patches: RFC 7396. */
public final class MergePatch {

    private MergePatch() {}

    /** The values with a patch laid over them, in which null removes a key. */
    public static Map<String, Object> applied(Map<?, ?> values, Map<?, ?> patch) {
        var patched = new LinkedHashMap<String, Object>();
        values.forEach((key, value) -> patched.put(key.toString(), value));
        patch.forEach((key, value) -> {
            String name = key.toString();
            switch (value) {
                case null -> patched.remove(name);
                case Map<?, ?> map ->
                    patched.put(name, applied(patched.get(name) instanceof Map<?, ?> below ? below : Map.of(), map));
                case Object other -> patched.put(name, other);
            }
        });
        return patched;
    }
}
