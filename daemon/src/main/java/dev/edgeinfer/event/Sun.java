package dev.edgeinfer.event;

import dev.edgeinfer.config.DeviceConfig.Location;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.shredzone.commons.suncalc.SunPosition;
import org.shredzone.commons.suncalc.SunTimes;

/**
 * When the sun rises and sets on a day at one place: before and after the noon of that day, its highest point.
 *
 * <p>Where it does not rise, both are noon: the day has no length. Where it does not set, they are the midnights of the
 * sun before and after: the day has no end. So "from sunset to sunrise" always holds in a polar night, never in a polar
 * day, and the days on the way there are as before.
 */
final class Sun {

    /** What is up by refraction and by its upper edge is 50 arc minutes below the horizon. */
    private static final double HORIZON_DEGREES = -50.0 / 60;

    private final ZoneId zone;
    private final Location location;

    Sun(ZoneId zone, Location location) {
        this.zone = zone;
        this.location = location;
    }

    Instant rises(LocalDate day) {
        Instant noon = noon(day);
        Instant midnight = middle(noon(day.minusDays(1)), noon);
        ZonedDateTime rise = between(midnight, noon).getRise();
        return rise != null ? rise.toInstant() : isUp(noon) ? midnight : noon;
    }

    Instant sets(LocalDate day) {
        Instant noon = noon(day);
        Instant midnight = middle(noon, noon(day.plusDays(1)));
        ZonedDateTime set = between(noon, midnight).getSet();
        return set != null ? set.toInstant() : isUp(noon) ? midnight : noon;
    }

    /** The highest point of the sun on a day by the clock. */
    private Instant noon(LocalDate day) {
        Instant begin = day.atStartOfDay(zone).toInstant();
        return times(begin, Duration.ofDays(1)).getNoon().toInstant();
    }

    private SunTimes between(Instant from, Instant to) {
        return times(from, Duration.between(from, to));
    }

    private SunTimes times(Instant from, Duration length) {
        return SunTimes.compute()
                .at(location.latitude(), location.longitude())
                .timezone(zone)
                .on(from)
                .limit(length)
                .execute();
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
}
