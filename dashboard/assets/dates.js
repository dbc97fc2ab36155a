/* Dates as people write them: read where only one day can be meant, and offered where one is asked for. */
(function () {
    "use strict";
    const MONTHS = (
        "january february march april may june july august september october november december"
    ).split(" ");
    const ASK_DAYS = "Write a day, like 20 Dec 2023, or two: 1 to 8 Jan 2024.";
    const ASK = "Write two dates, like 24 Nov 2023 to 1 Feb 2024, or a month, a quarter or a year: Nov 2023, Q4 2023.";
    const dash = (window.dash_clientside = window.dash_clientside || {});

    function monthOf(text) {
        const name = text.toLowerCase();
        return name.length < 3 ? 0 : MONTHS.findIndex((month) => month.startsWith(name)) + 1;
    }

    /* The ISO day that a text means, or an empty text: 3/4/2023 is two days, so it is none, and 31 Feb is no day. */
    function isoDay(text) {
        const date = writtenDay(text);
        return date && date.real ? date.iso : "";
    }

    /* The day that a text is written as, and whether the calendar has it; nothing where it is no day at all. */
    function writtenDay(text) {
        const given = text.trim().replace(/,/g, " ").replace(/\s+/g, " ");
        const forms = [
            [/^(\d{4})-(\d{1,2})-(\d{1,2})$/, (m) => [m[1], m[2], m[3]]],
            [/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/, (m) => [m[3], m[2], m[1]]],
            [/^(\d{1,2})\.? ([a-z]+)\.? (\d{4})$/i, (m) => [m[3], monthOf(m[2]), m[1]]],
            [/^([a-z]+)\.? (\d{1,2}) (\d{4})$/i, (m) => [m[3], monthOf(m[1]), m[2]]],
        ];
        for (const [form, order] of forms) {
            const found = form.exec(given);
            if (found) {
                const [year, month, day] = order(found).map(Number);
                const date = new Date(Date.UTC(year, month - 1, day));
                const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
                return month > 0 ? { real: real, iso: real ? date.toISOString().slice(0, 10) : "" } : null;
            }
        }
        return null;
    }

    function plainDay(iso) {
        const [year, month, day] = iso.split("-").map(Number);
        const name = MONTHS[month - 1].slice(0, 3);
        return day + " " + name[0].toUpperCase() + name.slice(1) + " " + year;
    }

    /* How an event that is no listed one reads: a day, or a period up to the day before its second part. */
    function named(event) {
        const days = event.split("..");
        if (!days.every(isoDay)) {
            return event;
        }
        return days.map(plainDay).join(" until ");
    }

    /* A day that stands written in the box is chosen by Enter, and by going on. */
    let chosen = "";
    function take(event) {
        const day = event.target.id === "event" ? isoDay(event.target.value) : "";
        if (day && day !== chosen) {
            dash.set_props("event", { value: day });
        }
    }
    document.addEventListener("focusout", take, true);
    document.addEventListener(
        "keydown",
        function (event) {
            if (event.key === "Enter" && event.target.id === "event" && isoDay(event.target.value)) {
                event.stopPropagation();
                event.target.blur();
            }
        },
        true
    );

    /* A refusal is not seen while another period is written, nor once the whole one is chosen. */
    function rewrite(event) {
        if (event.target.id === "written-period") {
            const ended = event.type === "focusout" || event.key === "Enter";
            if (ended || event.type === "input") {
                event.target.parentElement.parentElement.toggleAttribute("data-rewriting", !ended);
            }
        }
        if (event.type === "click" && event.target.id === "whole-period") {
            dash.set_props("written-period", { value: "", error: "" });
        }
    }
    ["input", "keydown", "focusout", "click"].forEach((kind) => document.addEventListener(kind, rewrite, true));

    /* First and last day of what a text means: of a day, a month, a quarter or a year; none where it is no such. */
    function spanOf(text) {
        const day = isoDay(text);
        if (day) {
            return [day, day];
        }
        const given = text.trim().replace(/,/g, " ").replace(/\s+/g, " ");
        const forms = [
            [/^(\d{4})$/, (m) => [m[1], 1, 12]],
            [/^q([1-4])[ /-]?(\d{4})$/i, (m) => [m[2], 3 * m[1] - 2, 3 * m[1]]],
            [/^(\d{4})[ /-]?q([1-4])$/i, (m) => [m[1], 3 * m[2] - 2, 3 * m[2]]],
            [/^([1-4])(?:st|nd|rd|th) quarter (?:of )?(\d{4})$/i, (m) => [m[2], 3 * m[1] - 2, 3 * m[1]]],
            [/^(\d{4})-(\d{1,2})$/, (m) => [m[1], m[2], m[2]]],
            [/^(\d{1,2})\/(\d{4})$/, (m) => [m[2], m[1], m[1]]],
            [/^([a-z]+)\.? (\d{4})$/i, (m) => [m[2], monthOf(m[1]), monthOf(m[1])]],
        ];
        for (const [form, order] of forms) {
            const found = form.exec(given);
            if (found) {
                const [year, first, last] = order(found).map(Number);
                const ends = [Date.UTC(year, first - 1, 1), Date.UTC(year, last, 0)];
                const real = first >= 1 && last <= 12;
                return real ? ends.map((end) => new Date(end).toISOString().slice(0, 10)) : [];
            }
        }
        return [];
    }

    /* What the first part of "1 to 8 Jan 2024" and of "Nov to Dec 2023" leaves to the last one. */
    function completed(first, last) {
        const rest = /^\d{1,2}\.? (.+)$/.exec(last);
        const year = /(?:^|\s)(\d{4})$/.exec(last);
        if (rest && /^\d{1,2}\.?$/.test(first)) {
            return first + " " + rest[1];
        }
        return year ? first + " " + year[1] : first;
    }

    /* The ends of a period as they are written: "from A to B" has two. */
    function endsOf(text) {
        const given = text.trim().replace(/^(?:from|between)\s+/i, "");
        return given
            .split(/\s+(?:to|until|and|-|\u2013)\s+|\s*\.\.\s*|\s*\u2013\s*/i)
            .map((part) => part.trim());
    }

    /* Why a text is no period, as far as that can be told. */
    function refusal(text) {
        const parts = endsOf(text);
        const wrong = parts.find((part) => (writtenDay(part) || { real: true }).real === false);
        if (wrong) {
            return wrong + " is no day of the calendar.";
        }
        const month = parts.find((part) => /^[a-z]+\.?$/i.test(part) && monthOf(part.replace(".", "")) > 0);
        if (month && !/\d{4}/.test(text)) {
            return "Of which year is " + month + "? Write it, like Dec 2023.";
        }
        return ASK;
    }

    /* The days of a text: one, or the first and the last of a period; none where it is neither. */
    function daysOf(text) {
        const parts = endsOf(text);
        const last = spanOf(parts[parts.length - 1]);
        if (parts.length > 2 || !last.length) {
            return [];
        }
        if (parts.length === 1) {
            return last[0] === last[1] ? [last[0]] : last;
        }
        const whole = spanOf(parts[0]);
        const first = whole.length ? whole : spanOf(completed(parts[0], parts[1]));
        /* "Nov to Feb 2024": of which year the first is, is not said. */
        const unsaid = !whole.length && first[0] > last[1];
        return first.length && !unsaid ? [first[0], last[1]] : [];
    }

    /* The events that the reader has added, as the address holds them, to be chosen like the listed ones. */
    function ownEvents(search) {
        const found = new Map();
        new URLSearchParams(search).forEach(function (text, name) {
            const event = /^(\S+)(?: to (\S+))?: (.+)$/.exec(text);
            if (name.startsWith("added.") && event && isoDay(event[1]) && (!event[2] || isoDay(event[2]))) {
                const after = event[2] && new Date(Date.parse(event[2]) + 86400000).toISOString().slice(0, 10);
                const value = after ? event[1] + ".." + after : event[1];
                const days = [event[1], event[2]].filter(Boolean).map(plainDay).join(" to ");
                const label = found.has(value) ? found.get(value) + "; " + event[3] : days + ": " + event[3];
                found.set(value, label);
            }
        });
        return Array.from(found, ([value, label]) => ({
            value: value,
            label: label + " (added by the reader)",
            written: true,
        }));
    }

    /* The period of the address, and none before there was one; what was last read as one, of what is written. */
    let period = null;
    let read = "";

    dash.dates = {
        ask: ASK_DAYS,
        daysOf: daysOf,
        plainDay: plainDay,
        /* A day that is written, or that the address names, is an event to choose like the listed ones. */
        events: function (search, value, address, options) {
            chosen = value || "";
            const own = ownEvents(address);
            const listed = own.concat(options.filter((option) => !option.written));
            const wanted = [isoDay(search || ""), value || ""];
            const added = wanted.filter(
                (day, n) => day && wanted.indexOf(day) === n && !listed.some((option) => option.value === day)
            );
            const next = added
                .map((day) => ({ value: day, label: named(day), written: true }))
                .concat(listed);
            return JSON.stringify(next) === JSON.stringify(options) ? dash.no_update : next;
        },
        /* Two dates written under the picker are its period, as far as there are days to choose. */
        period: function (text, first, last) {
            read = (text || "").trim();
            if (!read) {
                return [dash.no_update, ""];
            }
            const days = daysOf(text);
            if (days.length !== 2) {
                return [dash.no_update, refusal(text)];
            }
            if (days[1] < first || days[0] > last) {
                return [dash.no_update, "There are days from " + [first, last].map(plainDay).join(" to ") + "."];
            }
            return [[days[0] < first ? first : days[0], days[1] > last ? last : days[1]], ""];
        },
        /* What is written stands no longer than the period that it means, and no refusal longer. */
        otherPeriod: function (address, text) {
            const parts = new URLSearchParams(address);
            const before = period;
            period = ["from", "to"].map((end) => parts.get(end) || "").join("..");
            /* What was entered since, while a busy page drew the answer to a click before, is still to be read. */
            if (before === null || before === period || (text || "").trim() !== read) {
                return [dash.no_update, dash.no_update];
            }
            return [daysOf(text || "").join("..") === period ? dash.no_update : "", ""];
        },
    };

    const functions = (window.dashMantineFunctions = window.dashMantineFunctions || {});
    /* What is written finds the day that it means, however that day is labelled. */
    functions.matching = function (asked) {
        const text = asked.search.trim().toLowerCase();
        const day = isoDay(asked.search);
        return asked.options.filter(
            (option) => option.value === day || option.label.toLowerCase().includes(text)
        );
    };
})();
