package dev.edgeinfer.event;

import dev.edgeinfer.config.DeviceConfig.Location;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.shredzone.commons.suncalc.SunPosition;
import org.shredzone.commons.suncalc.SunTimes;

/**
 * When the sun rises and sets on a day at one place: before and after the noon of that day, its highest point.
 *
 * <p>Where it does not rise, both are noon: the day has no length. Where it does not set, they are the midnights of the
 * sun before and after: the day has no end. So "from sunset to sunrise" always holds in a polar night, never in a polar
 * day, and the days on the way there are as before.
 *
 * <p>Remembers the last days, as each costs some hundred microseconds. One thread at a time.
 */
final class Sun {

    /** The highest point is no farther than a quarter of an hour from where it would be if the earth went evenly. */
    private static final Duration UNEVENNESS = Duration.ofHours(1);

    private static final double SECONDS_A_DEGREE = 240;

    /** What is up by refraction and by its upper edge is 50 arc minutes below the horizon. */
    private static final double HORIZON_DEGREES = -50.0 / 60;

    private static final int DAYS_REMEMBERED = 16;

    private final ZoneId zone;
    private final Location location;
    private final Map<LocalDate, Instant> noons = memory();
    private final Map<LocalDate, Instant> rises = memory();
    private final Map<LocalDate, Instant> sets = memory();

    Sun(ZoneId zone, Location location) {
        this.zone = zone;
        this.location = location;
    }

    /** Not after {@link #sets} of the same day. */
    Instant rises(LocalDate day) {
        Instant known = rises.get(day);
        if (known == null) {
            Instant noon = noon(day);
            Instant midnight = middle(noon(day.minusDays(1)), noon);
            known = between(midnight, noon)
                    .map(SunTimes::getRise)
                    .map(ZonedDateTime::toInstant)
                    .orElseGet(() -> isUp(noon) ? midnight : noon);
            rises.put(day, known);
        }
        return known;
    }

    /** Not after {@link #rises} of the next day. */
    Instant sets(LocalDate day) {
        Instant known = sets.get(day);
        if (known == null) {
            Instant noon = noon(day);
            Instant midnight = middle(noon, noon(day.plusDays(1)));
            known = between(noon, midnight)
                    .map(SunTimes::getSet)
                    .map(ZonedDateTime::toInstant)
                    .orElseGet(() -> isUp(noon) ? midnight : noon);
            sets.put(day, known);
        }
        return known;
    }

    /** The highest point of the sun that is nearest to the middle of a day by the clock, whatever zone that has. */
    private Instant noon(LocalDate day) {
        Instant known = noons.get(day);
        if (known == null) {
            Instant midday = day.atTime(LocalTime.NOON).atZone(zone).toInstant();
            Instant even = day.atTime(LocalTime.NOON)
                    .toInstant(ZoneOffset.UTC)
                    .minusSeconds(Math.round(location.longitude() * SECONDS_A_DEGREE));
            long daysOff = Math.round(Duration.between(even, midday).toSeconds()
                    / (double) Duration.ofDays(1).toSeconds());
            Instant nearest = even.plus(Duration.ofDays(daysOff));
            // At a pole there is no highest point to speak of.
            known = between(nearest.minus(UNEVENNESS), nearest.plus(UNEVENNESS))
                    .map(SunTimes::getNoon)
                    .map(ZonedDateTime::toInstant)
                    .orElse(nearest);
            noons.put(day, known);
        }
        return known;
    }

    /** Empty when there is no time between. */
    private Optional<SunTimes> between(Instant from, Instant to) {
        return from.isBefore(to)
                ? Optional.of(SunTimes.compute()
                        .at(location.latitude(), location.longitude())
                        .timezone(zone)
                        .on(from)
                        .limit(Duration.between(from, to))
                        .execute())
                : Optional.empty();
    }

    private static Instant middle(Instant one, Instant other) {
        return one.plus(Duration.between(one, other).dividedBy(2));
    }

    private boolean isUp(Instant moment) {
        return SunPosition.compute()
                        .at(location.latitude(), location.longitude())
                        .on(moment)
                        .execute()
                        .getTrueAltitude()
                > HORIZON_DEGREES;
    }

    private static Map<LocalDate, Instant> memory() {
        return new LinkedHashMap<>() {

            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<LocalDate, Instant> eldest) {
                return size() > DAYS_REMEMBERED;
            }
        };
    }
}
