package dev.edgeinfer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.DeviceConfig.Location;
import dev.edgeinfer.config.TimeWindow;
import dev.edgeinfer.config.TimeWindow.AtSun;
import dev.edgeinfer.config.TimeWindow.AtTime;
import dev.edgeinfer.config.TimeWindow.Moment;
import dev.edgeinfer.config.TimeWindow.SunEvent;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleWatchTest {

    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
    private static final Location IN_VIENNA = new Location(48.2, 16.4);
    private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");
    private static final Location IN_TROMSO = new Location(69.65, 18.96);
    private static final Set<DayOfWeek> DAILY = EnumSet.allOf(DayOfWeek.class);

    private static TimeWindow window(Set<DayOfWeek> days, String from, String to) {
        return new TimeWindow(days, moment(from), moment(to));
    }

    private static Moment moment(String text) {
        if (text.startsWith("sun")) {
            SunEvent event = SunEvent.valueOf(text.replaceFirst("[+-].*", "").toUpperCase());
            String minutes = text.replaceFirst("[a-z]+", "");
            return new AtSun(event, Duration.ofMinutes(minutes.isEmpty() ? 0 : Long.parseLong(minutes)));
        }
        String[] parts = text.split(":");
        return new AtTime(60 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]));
    }

    /** Each change from one local time up to another, found by going from deadline to deadline. */
    private static List<String> changes(ZoneId zone, Location place, String from, String to, TimeWindow... windows) {
        var watch = new ScheduleWatch(List.of(windows), zone, Optional.of(place));
        var changes = new ArrayList<String>();
        Instant now = LocalDateTime.parse(from).atZone(zone).toInstant();
        Instant end = LocalDateTime.parse(to).atZone(zone).toInstant();
        boolean before = watch.holds(now);
        changes.add(before ? "on" : "off");
        while (true) {
            assertTrue(watch.until().isAfter(now), "a deadline that is over at " + now);
            now = watch.until();
            if (!now.isBefore(end)) {
                return changes;
            }
            boolean holds = watch.holds(now);
            if (holds != before) {
                changes.add(now.atZone(zone).toOffsetDateTime() + (holds ? "+" : "-"));
            }
            before = holds;
        }
    }

    @Test
    void aWindowHoldsFromItsFirstMomentToItsLast() {
        assertEquals(
                List.of("off", "2026-11-24T08:00+01:00+", "2026-11-24T17:30+01:00-"),
                changes(
                        VIENNA,
                        IN_VIENNA,
                        "2026-11-24T00:00:00",
                        "2026-11-25T00:00:00",
                        window(DAILY, "8:00", "17:30")));
    }

    @Test
    void aWindowOverMidnightBelongsToTheDayOnWhichItBegins() {
        // 2026-11-27 is a Friday.
        assertEquals(
                List.of("off", "2026-11-27T22:00+01:00+", "2026-11-28T06:00+01:00-"),
                changes(
                        VIENNA,
                        IN_VIENNA,
                        "2026-11-26T12:00:00",
                        "2026-12-01T12:00:00",
                        window(Set.of(DayOfWeek.FRIDAY), "22:00", "6:00")));
    }

    @Test
    void daysAloneAreWholeDays() {
        assertEquals(
                List.of("off", "2026-11-28T00:00+01:00+", "2026-11-30T00:00+01:00-"),
                changes(
                        VIENNA,
                        IN_VIENNA,
                        "2026-11-26T12:00:00",
                        "2026-12-03T12:00:00",
                        window(EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY), "0:00", "24:00")));
    }

    @Test
    void anyOfSeveralWindowsIsEnough() {
        assertEquals(
                List.of("off", "2026-11-24T06:00+01:00+", "2026-11-24T09:00+01:00-"),
                changes(
                        VIENNA,
                        IN_VIENNA,
                        "2026-11-24T00:00:00",
                        "2026-11-25T00:00:00",
                        window(DAILY, "6:00", "8:00"),
                        window(DAILY, "7:00", "9:00")));
    }

    /** Clocks go from 2:00 to 3:00 on 2026-03-29 and from 3:00 to 2:00 on 2026-10-25. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-29, 1:30, 4:00, 2026-03-29T01:30+01:00+, 2026-03-29T04:00+02:00-",
        "2026-03-29, 2:30, 4:00, 2026-03-29T03:00+02:00+, 2026-03-29T04:00+02:00-",
        "2026-03-29, 1:00, 2:30, 2026-03-29T01:00+01:00+, 2026-03-29T03:00+02:00-",
        "2026-10-25, 1:30, 4:00, 2026-10-25T01:30+02:00+, 2026-10-25T04:00+01:00-",
        "2026-10-25, 2:30, 4:00, 2026-10-25T02:30+02:00+, 2026-10-25T04:00+01:00-",
        "2026-10-25, 1:00, 2:30, 2026-10-25T01:00+02:00+, 2026-10-25T02:30+01:00-",
        "2026-10-25, 2:15, 2:45, 2026-10-25T02:15+02:00+, 2026-10-25T02:45+01:00-",
    })
    void clocksThatAreChangedChangeNoMeaning(LocalDate day, String from, String to, String begins, String ends) {
        assertEquals(
                List.of("off", begins, ends),
                changes(VIENNA, IN_VIENNA, day + "T00:00:00", day.plusDays(1) + "T00:00:00", window(DAILY, from, to)));
    }

    @Test
    void aWindowInTheHourThatIsLeftOutIsNothing() {
        assertEquals(
                List.of("off"),
                changes(
                        VIENNA,
                        IN_VIENNA,
                        "2026-03-29T00:00:00",
                        "2026-03-30T00:00:00",
                        window(DAILY, "2:15", "2:45")));
    }

    /** By NOAA's equations for Vienna, to the minute. */
    @ParameterizedTest
    @CsvSource({
        "2026-06-21, 2026-06-21T02:54:00Z, 2026-06-21T18:59:00Z",
        "2026-12-21, 2026-12-21T06:42:00Z, 2026-12-21T15:03:00Z",
        "2026-03-20, 2026-03-20T04:58:00Z, 2026-03-20T17:07:00Z",
    })
    void theSunRisesAndSetsInTime(LocalDate day, Instant rise, Instant set) {
        var sun = new Sun(VIENNA, IN_VIENNA);
        assertNear(rise, sun.rises(day));
        assertNear(set, sun.sets(day));
    }

    private static void assertNear(Instant expected, Instant actual) {
        Duration off = Duration.between(expected, actual).abs();
        assertTrue(off.compareTo(Duration.ofMinutes(1)) <= 0, "%s, not %s".formatted(actual, expected));
    }

    @Test
    void theNightIsFromSunsetToSunrise() {
        List<String> night = changes(
                VIENNA,
                IN_VIENNA,
                "2026-11-24T12:00:00",
                "2026-11-25T12:00:00",
                window(DAILY, "sunset-30", "sunrise+30"));
        assertEquals(3, night.size(), night.toString());
        assertTrue(night.get(1).startsWith("2026-11-24T15:3") && night.get(1).endsWith("+"), night.toString());
        assertTrue(night.get(2).startsWith("2026-11-25T07:4") && night.get(2).endsWith("-"), night.toString());
    }

    /** Also at the poles, at the edge of the map, and where the clock is not that of the place. */
    @Test
    void whereverOneIsItRisesBeforeItSetsAndSetsBeforeItRisesAgain() {
        var random = new Random(11);
        ZoneId[] zones = {ZoneId.of("UTC"), VIENNA, ZoneId.of("Pacific/Fiji"), ZoneId.of("Pacific/Kiritimati")};
        double[] latitudes = {-90, -89.9, -66.5, 0, 48.2, 66.5, 69.65, 89.9, 90};
        double[] longitudes = {-180, -179.9, -90, 0, 16.4, 90, 178.4, 180};
        for (int i = 0; i < 600; i++) {
            var place = new Location(
                    latitudes[random.nextInt(latitudes.length)], longitudes[random.nextInt(longitudes.length)]);
            var sun = new Sun(zones[i % zones.length], place);
            LocalDate day = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(365));
            String where = "%s on %s, %s".formatted(place, day, zones[i % zones.length]);
            Instant before = sun.rises(day);
            for (int next = 0; next < 4; next++) {
                Instant sets = sun.sets(day.plusDays(next));
                assertFalse(sets.isBefore(before), where);
                before = sun.rises(day.plusDays(next + 1));
                assertFalse(before.isBefore(sets), where);
            }
            assertTrue(Duration.between(sun.rises(day), before).toHours() < 5 * 24, where);
        }
    }

    @Test
    void theClockMayBeThatOfTheOtherSideOfTheEarth() {
        // In Fiji the sun is up from 18:30 to 6:30 by UTC, around the equinox.
        List<String> nights = changes(
                ZoneId.of("UTC"),
                new Location(-18.1, 178.4),
                "2026-03-20T00:00:00",
                "2026-03-23T00:00:00",
                window(DAILY, "sunset", "sunrise"));
        assertEquals(7, nights.size(), nights.toString());
        for (int i = 1; i < nights.size(); i++) {
            int hour = Integer.parseInt(nights.get(i).substring(11, 13));
            assertEquals(nights.get(i).endsWith("+") ? 6 : 18, hour, nights.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"2026-12-21, true", "2026-06-21, false"})
    void aPolarNightIsNightAndAPolarDayIsDay(LocalDate day, boolean dark) {
        String from = day + "T00:00:00";
        String to = day.plusDays(5) + "T00:00:00";
        assertEquals(
                List.of(dark ? "on" : "off"), changes(OSLO, IN_TROMSO, from, to, window(DAILY, "sunset", "sunrise")));
        assertEquals(
                List.of(dark ? "off" : "on"), changes(OSLO, IN_TROMSO, from, to, window(DAILY, "sunrise", "sunset")));
    }

    @Test
    void everyDayOfAYearInTheFarNorthHasOneNightAtMost() {
        List<String> year = changes(
                OSLO, IN_TROMSO, "2026-01-01T00:00:00", "2027-01-01T00:00:00", window(DAILY, "sunset", "sunrise"));
        assertEquals("on", year.getFirst());
        // Between the polar night of winter and the polar day of summer there are 248 days with both by NOAA's
        // equations.
        long nights = year.stream().filter(change -> change.endsWith("+")).count();
        assertTrue(nights > 243 && nights < 253, nights + " nights");
    }

    @Test
    void whatEndsBeforeTheSunSetsDoesNotBegin() {
        assertEquals(
                List.of("off"),
                changes(
                        ZoneId.of("Europe/Helsinki"),
                        new Location(65.0, 25.5),
                        "2026-06-20T12:00:00",
                        "2026-06-24T12:00:00",
                        window(DAILY, "sunset", "23:00")));
    }

    @Test
    void aClockThatIsSetBackIsFollowed() {
        var watch = new ScheduleWatch(List.of(window(DAILY, "8:00", "17:00")), VIENNA, Optional.empty());
        assertTrue(watch.holds(Instant.parse("2026-11-24T12:00:00Z")));
        assertFalse(watch.holds(Instant.parse("2026-11-24T05:00:00Z")));
        assertTrue(watch.holds(Instant.parse("2026-11-24T12:00:00Z")));
        assertFalse(watch.holds(Instant.parse("1970-01-01T00:00:00Z")));
    }

    /** Against the plain meaning: the reading of the clock lies between the two. */
    @Test
    void atRandomMomentsItIsAsTheClockReads() {
        var random = new Random(7);
        ZoneId[] zones = {ZoneId.of("UTC"), VIENNA, ZoneId.of("Australia/Lord_Howe"), ZoneId.of("America/St_Johns")};
        for (int i = 0; i < 400; i++) {
            ZoneId zone = zones[i % zones.length];
            int from = random.nextInt(1440);
            int to = random.nextInt(1440);
            if (from == to) {
                continue;
            }
            var watch = new ScheduleWatch(
                    List.of(new TimeWindow(DAILY, new AtTime(from), new AtTime(to))), zone, Optional.empty());
            for (int j = 0; j < 50; j++) {
                Instant now = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(366 * 86_400));
                if (zone.getRules()
                        .getOffset(now.minusSeconds(86_400))
                        .equals(zone.getRules().getOffset(now.plusSeconds(86_400)))) {
                    int reading = now.atZone(zone).toLocalTime().toSecondOfDay();
                    boolean expected = from < to
                            ? reading >= 60 * from && reading < 60 * to
                            : reading >= 60 * from || reading < 60 * to;
                    assertEquals(expected, watch.holds(now), "%s in %s, %d to %d".formatted(now, zone, from, to));
                }
            }
        }
    }
}
