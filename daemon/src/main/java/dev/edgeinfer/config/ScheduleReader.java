package dev.edgeinfer.config;

import dev.edgeinfer.config.TimeWindow.AtSun;
import dev.edgeinfer.config.TimeWindow.AtTime;
import dev.edgeinfer.config.TimeWindow.Moment;
import dev.edgeinfer.config.TimeWindow.SunEvent;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code schedule} of a rule: one window of time, or a list of them. */
final class ScheduleReader {

    private static final Pattern TIME = Pattern.compile("([0-9]{1,2}):([0-9]{2})");
    private static final Pattern SUN = Pattern.compile("(sunrise|sunset)(?:([+-])([0-9]{1,4})(min|m|h))?");
    private static final int LAST_MINUTE = 24 * 60;
    private static final Duration LARGEST_OFFSET = Duration.ofHours(12);
    private static final Set<DayOfWeek> EVERY_DAY = EnumSet.allOf(DayOfWeek.class);
    private static final Set<DayOfWeek> WEEKEND = EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);

    private final boolean hasLocation;

    /** Days as they are written. */
    private enum Day {
        MON,
        TUE,
        WED,
        THU,
        FRI,
        SAT,
        SUN,
        WEEKDAYS,
        WEEKEND
    }

    /** @param hasLocation whether it is known where the sun rises */
    ScheduleReader(boolean hasLocation) {
        this.hasLocation = hasLocation;
    }

    /** Empty when there is none. */
    List<TimeWindow> read(YamlValue value) {
        if (!value.isPresent()) {
            return List.of();
        }
        if (!value.isList()) {
            return value.map(this::window).stream().toList();
        }
        List<TimeWindow> windows = value.list(entry -> entry.map(this::window)).orElse(List.of());
        if (value.isEmptyList()) {
            value.problem("has no window of time", "write { from: \"22:00\", to: \"06:00\" }, or remove the key");
        }
        return windows;
    }

    private Optional<TimeWindow> window(YamlMap map) {
        YamlValue daysValue = map.get("days");
        YamlValue fromValue = map.get("from");
        YamlValue toValue = map.get("to");
        if (!daysValue.isPresent() && !fromValue.isPresent() && !toValue.isPresent()) {
            map.problem("says no time", "write { from: \"22:00\", to: sunrise }, or { days: weekend }");
        }
        Set<DayOfWeek> days = days(daysValue);
        Optional<Moment> from = fromValue.isPresent() ? moment(fromValue) : Optional.of(AtTime.MIDNIGHT);
        Optional<Moment> to = toValue.isPresent() ? moment(toValue) : Optional.of(AtTime.NEXT_MIDNIGHT);
        if (from.isPresent() && from.equals(to)) {
            toValue.problem("is when it begins", "write another time, or remove both for the whole day");
        }
        return from.flatMap(first -> to.map(end -> new TimeWindow(days, first, end)));
    }

    private static Set<DayOfWeek> days(YamlValue value) {
        if (!value.isPresent()) {
            return EVERY_DAY;
        }
        if (!value.isList()) {
            return value.choice(Day.class).map(ScheduleReader::daysOf).orElse(EVERY_DAY);
        }
        if (value.isEmptyList()) {
            value.problem("names no day", "name one, or remove the key so that all count");
        }
        var days = EnumSet.noneOf(DayOfWeek.class);
        value.list(entry -> entry.choice(Day.class)).stream()
                .flatMap(Collection::stream)
                .forEach(day -> days.addAll(daysOf(day)));
        return days.isEmpty() ? EVERY_DAY : days;
    }

    private static Set<DayOfWeek> daysOf(Day day) {
        return switch (day) {
            case WEEKDAYS -> EnumSet.complementOf(EnumSet.copyOf(WEEKEND));
            case WEEKEND -> WEEKEND;
            case MON, TUE, WED, THU, FRI, SAT, SUN -> EnumSet.of(DayOfWeek.of(day.ordinal() + 1));
        };
    }

    private Optional<Moment> moment(YamlValue value) {
        return value.string().flatMap(text -> {
            Matcher time = TIME.matcher(text);
            if (time.matches()) {
                return time(value, Integer.parseInt(time.group(1)), Integer.parseInt(time.group(2)));
            }
            Matcher sun = SUN.matcher(text);
            if (sun.matches()) {
                return sun(value, sun);
            }
            value.problem("is not a time of the day", "write 22:00, sunrise, sunset, or sunset-30m");
            return Optional.empty();
        });
    }

    private static Optional<Moment> time(YamlValue value, int hours, int minutes) {
        int minute = 60 * hours + minutes;
        if (minutes > 59 || minute > LAST_MINUTE) {
            value.problem("is not a time of the day", "00:00..24:00 is allowed");
            return Optional.empty();
        }
        return Optional.of(new AtTime(minute));
    }

    private Optional<Moment> sun(YamlValue value, Matcher matcher) {
        if (!hasLocation) {
            value.problem(
                    "needs to know where the board is",
                    "write device: { location: { latitude: 48.2, longitude: 16.4 } }");
        }
        SunEvent event = SunEvent.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
        Duration offset = Duration.ZERO;
        if (matcher.group(2) != null) {
            int number = Integer.parseInt(matcher.group(3));
            offset = matcher.group(4).equals("h") ? Duration.ofHours(number) : Duration.ofMinutes(number);
        }
        if (offset.compareTo(LARGEST_OFFSET) > 0) {
            value.problem("is too far from the sun", "up to 12h before and after is allowed");
            return Optional.empty();
        }
        return Optional.of(new AtSun(event, "-".equals(matcher.group(2)) ? offset.negated() : offset));
    }
}
