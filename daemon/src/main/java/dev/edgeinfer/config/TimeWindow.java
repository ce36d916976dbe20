package dev.edgeinfer.config;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Set;

/**
 * A part of the day, on some days of the week.
 *
 * @param days days on which it begins; at least one
 * @param from its first moment
 * @param to the first moment after it: of the next day when {@link #endsNextDay}
 */
public record TimeWindow(Set<DayOfWeek> days, Moment from, Moment to) {

    public TimeWindow {
        days = Set.copyOf(days);
    }

    /**
     * Whether it goes over midnight: what comes first on a day of twelve hours of light decides, so that {@code sunset}
     * to {@code 23:00} is nothing on the days on which the sun sets later, and not a whole day.
     */
    public boolean endsNextDay() {
        return to.usualMinute() <= from.usualMinute();
    }

    /** A moment of each day. */
    public sealed interface Moment {

        /** About when, in minutes since midnight. */
        long usualMinute();
    }

    /**
     * By the clock.
     *
     * @param minute of the day, 0..1440; the last is the midnight that ends the day
     */
    public record AtTime(int minute) implements Moment {

        public static final AtTime MIDNIGHT = new AtTime(0);
        public static final AtTime NEXT_MIDNIGHT = new AtTime(24 * 60);

        @Override
        public long usualMinute() {
            return minute;
        }
    }

    /**
     * By the sun.
     *
     * @param offset how much later; negative: earlier
     */
    public record AtSun(SunEvent event, Duration offset) implements Moment {

        @Override
        public long usualMinute() {
            return (event == SunEvent.SUNRISE ? 6 : 18) * 60L + offset.toMinutes();
        }
    }

    /** What the sun does once a day nearly everywhere. */
    public enum SunEvent {
        SUNRISE,
        SUNSET
    }
}
