/**
 * When jobs come again by themselves: start at {@link dev.trm.jobs.schedule.CronTime}. What is
 * stored of it, and how it fires, is {@link dev.trm.jobs.store.Schedules}.
 */
@NullMarked
package dev.trm.jobs.schedule;

import org.jspecify.annotations.NullMarked;
