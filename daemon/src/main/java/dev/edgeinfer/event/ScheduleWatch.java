package dev.edgeinfer.event;

import dev.edgeinfer.config.DeviceConfig.Location;
import dev.edgeinfer.config.TimeWindow;
import dev.edgeinfer.config.TimeWindow.AtSun;
import dev.edgeinfer.config.TimeWindow.AtTime;
import dev.edgeinfer.config.TimeWindow.Moment;
import dev.edgeinfer.config.TimeWindow.SunEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;

/**
 * Whether it is the time of a schedule. Where clocks are put forward, what begins or ends in the hour that is left out
 * does so when it is left out; where they are put back, a window begins with the first of the two hours of one name and
 * ends with the second. Used by the thread of the rules only.
 */
final class ScheduleWatch {

    /** A window that begins two days ago by the calendar may last until now, by a large offset to the sun. */
    private static final int DAYS_BACK = 2;

    private static final int DAYS_AHEAD = 2;

    private final List<TimeWindow> windows;
    private final ZoneId zone;
    private final Optional<Sun> sun;

    private boolean holds;
    private Instant from = Instant.MAX;
    private Instant until = Instant.MIN;

    /** @param location needed when a window begins or ends with the sun */
    ScheduleWatch(List<TimeWindow> windows, ZoneId zone, Optional<Location> location) {
        this.windows = windows;
        this.zone = zone;
        sun = location.map(place -> new Sun(zone, place));
    }

    /** Whether there is a schedule at all; without one it is always time. */
    boolean isLimited() {
        return !windows.isEmpty();
    }

    /** Whether a window holds. Cheap while nothing changes. */
    boolean holds(Instant now) {
        if (!isLimited()) {
            return true;
        }
        if (now.isBefore(from) || !now.isBefore(until)) {
            look(now);
        }
        return holds;
    }

    /** Until when the last answer stands, by the wall clock. */
    Instant until() {
        return until;
    }

    private void look(Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        holds = false;
        from = now;
        until = today.plusDays(DAYS_AHEAD).atStartOfDay(zone).toInstant();
        for (TimeWindow window : windows) {
            for (int day = -DAYS_BACK; day <= DAYS_AHEAD; day++) {
                LocalDate date = today.plusDays(day);
                if (window.days().contains(date.getDayOfWeek())) {
                    look(now, begin(window, date), end(window, date));
                }
            }
        }
    }

    private void look(Instant now, Instant begin, Instant end) {
        if (!begin.isBefore(end)) {
            return;
        }
        holds |= !now.isBefore(begin) && now.isBefore(end);
        for (Instant change : List.of(begin, end)) {
            if (change.isAfter(now) && change.isBefore(until)) {
                until = change;
            }
        }
    }

    private Instant begin(TimeWindow window, LocalDate date) {
        return moment(window.from(), date, true);
    }

    private Instant end(TimeWindow window, LocalDate date) {
        return moment(window.to(), window.endsNextDay() ? date.plusDays(1) : date, false);
    }

    private Instant moment(Moment moment, LocalDate date, boolean first) {
        return switch (moment) {
            case AtTime(int minute) ->
                minute < AtTime.NEXT_MIDNIGHT.minute()
                        ? atClock(date.atTime(LocalTime.ofSecondOfDay(60L * minute)), first)
                        : atClock(date.plusDays(1).atStartOfDay(), first);
            case AtSun(SunEvent event, var offset) -> {
                Sun there = sun.orElseThrow();
                Instant instant = event == SunEvent.SUNRISE ? there.rises(date) : there.sets(date);
                yield instant.plus(offset);
            }
        };
    }

    private Instant atClock(LocalDateTime time, boolean first) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(time);
        if (transition != null && transition.isGap()) {
            return transition.getInstant();
        }
        var zoned = time.atZone(zone);
        return (first ? zoned.withEarlierOffsetAtOverlap() : zoned.withLaterOffsetAtOverlap()).toInstant();
    }
}
