/* A file dropped onto the page, or chosen with the button: sent, read, and the page drawn anew. */
(function () {
    "use strict";
    const LARGEST = 250 * 1024 * 1024;
    const HEADERS = { "X-Escalation": "1" };
    const OWN_ERROR = "The file could not be read here: the server's log says why. The page shows what it did before.";
    const LOST = "The server did not answer: is it still running? The page shows what it did before.";
    const ORDERS = [
        ["", "as the file settles it"],
        ["dmy", "day, month, year"],
        ["mdy", "month, day, year"],
        ["ymd", "year, month, day"],
    ];
    const SOURCES = [
        ["", "as its columns tell"],
        ["acled", "ACLED"],
        ["ucdp", "UCDP GED"],
        ["gdelt", "GDELT"],
        ["gtd", "GTD"],
        ["tabular", "a spreadsheet of your own"],
    ];
    const ROWS = [
        ["", "as the columns tell"],
        ["events", "one event each"],
        ["counts", "counts, to be added up"],
    ];
    const NOT_YET = 202;
    const PAUSE = 400;
    let request = null;
    // What the server gives for a file that it has, and has not read yet.
    let waits = null;
    let timer = 0;
    let missed = 0;
    let file = null;
    let looking = false;

    function make(tag, properties, children) {
        const element = Object.assign(document.createElement(tag), properties || {});
        element.append(...(children || []));
        return element;
    }

    function choice(name, label, options) {
        const listed = options.map((option) => make("option", { value: option[0], textContent: option[1] }));
        return make("label", { textContent: label }, [make("select", { name: name }, listed)]);
    }

    const status = make("p", { className: "drop-status" });
    status.setAttribute("role", "status");
    const command = make("pre", { hidden: true });
    const bar = make("progress", { max: 1, hidden: true });
    bar.setAttribute("aria-label", "Sent so far");
    const columns = make("textarea", { name: "map", rows: 2, placeholder: "date=Day of incident" });
    columns.spellcheck = false;
    const encoding = make("input", { name: "encoding", placeholder: "windows-1252", autocomplete: "off" });
    const zone = make("input", { name: "timezone", placeholder: "Asia/Baghdad", autocomplete: "off" });
    const sheet = make("select", { name: "sheet" });
    const language = make("input", { name: "date-language", placeholder: "hr", autocomplete: "off" });
    const form = make("form", { className: "drop-form", hidden: true }, [
        choice("date-order", "Dates are", ORDERS),
        choice("format", "The file is", SOURCES),
        make("label", { textContent: "Which column is which, one a line" }, [columns]),
        choice("rows", "Rows of your own spreadsheet are", ROWS),
        make("label", { textContent: "Sheet of a workbook, or file of a zip" }, [sheet]),
        make("label", { textContent: "Time zone in which days are cut, of times with an offset" }, [zone]),
        make("label", { textContent: "Language of the months' names, as a code" }, [language]),
        make("label", { textContent: "Encoding, if not UTF-8" }, [encoding]),
        make("button", { type: "submit", textContent: "Read it again" }),
    ]);
    const preview = make("div", { className: "drop-preview", hidden: true });
    const close = make("button", { type: "button", className: "quiet", textContent: "Close" });
    const panel = make("section", { className: "drop-panel", hidden: true }, [status, command, bar, preview, form, close]);
    panel.setAttribute("aria-label", "Opening a file");
    const overlay = make("div", { className: "drop-overlay", hidden: true }, [
        make("p", { textContent: "Drop the file, of up to 250 MB, to open it on this page, in this browser session only" }),
    ]);
    overlay.setAttribute("aria-hidden", "true");
    const input = make("input", { type: "file", hidden: true, tabIndex: -1 });
    input.setAttribute("aria-hidden", "true");

    function say(text) {
        panel.hidden = false;
        status.textContent = text;
        command.hidden = true;
    }

    /* The sheets of a workbook, or the files of a zip, of which one can be chosen. */
    function offer(names) {
        const chosen = sheet.value;
        const listed = [["", "the one with dates"], ...names.map((name) => [name, name])];
        const options = listed.map((option) => make("option", { value: option[0], textContent: option[1] }));
        sheet.replaceChildren(...options);
        sheet.value = names.includes(chosen) ? chosen : "";
        sheet.parentElement.hidden = !names.length;
    }

    function megabytes(bytes) {
        return bytes < 1e6 ? Math.ceil(bytes / 1e3) + " kB" : (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0) + " MB";
    }

    function ended(text, asks) {
        request = null;
        waits = null;
        missed = 0;
        bar.hidden = true;
        close.textContent = "Close";
        close.hidden = false;
        say(text);
        form.hidden = !asks;
        preview.hidden = true;
        const first = asks && asks.length ? form.elements[asks[0]] : null;
        (first || close).focus();
    }

    function query() {
        const asked = new URLSearchParams({ name: file.name });
        asked.set("date_order", form.elements["date-order"].value);
        asked.set("format", form.elements.format.value);
        asked.set("encoding", encoding.value.trim());
        asked.set("rows", form.elements.rows.value);
        asked.set("sheet", sheet.value);
        asked.set("date_language", language.value.trim());
        asked.set("timezone", zone.value.trim());
        asked.set("look", "1");
        columns.value.split("\n").forEach(function (line) {
            if (line.trim()) {
                asked.append("column", line.trim());
            }
        });
        return asked;
    }

    /* Leave the old address behind: what it filters by is of the other file. The theme stays. Among several
       studies the server says where a file stands. */
    function drawAnew(mark, at) {
        const next = new URLSearchParams(mark ? { file: mark } : {});
        const theme = new URLSearchParams(window.location.search).get("theme");
        if (theme) {
            next.set("theme", theme);
        }
        const search = next.toString();
        const address = (at || window.location.pathname) + (search ? "?" + search : "");
        if (address === window.location.pathname + window.location.search) {
            window.location.reload();
        } else {
            window.location.assign(address);
        }
    }

    function answered() {
        missed = 0;
        let reply = {};
        try {
            reply = JSON.parse(request.responseText);
        } catch (error) {
            reply = {};
        }
        if (request.status === NOT_YET && reply.waits) {
            waits = reply.waits;
            say(reply.place ? inLine(reply.place) : "Reading " + file.name + ": every row is checked.");
            close.hidden = false;
            timer = window.setTimeout(askAgain, PAUSE);
            return;
        }
        waits = null;
        if (request.status === 200 && reply.file) {
            say(file.name + " is read: the page is being drawn.");
            window.sessionStorage.setItem("opened", reply.file);
            drawAnew(reply.file, reply.at);
            return;
        }
        if (request.status === 200 && reply.preview) {
            show(reply.preview);
            return;
        }
        if ((reply.choices || []).length) {
            offer(reply.choices);
        }
        // Of what may be either, the likelier one stands there already.
        form.elements.rows.value = form.elements.rows.value || reply.rows || "";
        ended(reply.error || (request.status === 413 ? tooLarge() : OWN_ERROR), reply.asks);
    }

    function inLine(place) {
        return file.name + " waits for other readers' files: number " + place + " in line.";
    }

    function askAgain() {
        post("drop/" + waits + "?look=1");
        request.send();
    }

    function stop() {
        const underWay = request.readyState !== XMLHttpRequest.DONE;
        if (waits) {
            window.clearTimeout(timer);
            window.fetch("drop/" + waits + "/stop", { method: "POST", headers: HEADERS }).catch(() => undefined);
        }
        if (underWay) {
            request.abort();
        } else {
            stopped();
        }
    }

    function stopped() {
        ended("Stopped: " + file.name + " was not opened.");
    }

    /* A process of the server may end while it answers; another has the file as well. */
    function missing() {
        missed += 1;
        if (waits && missed === 1) {
            timer = window.setTimeout(askAgain, PAUSE);
        } else {
            ended(LOST);
        }
    }

    function post(address) {
        request = new XMLHttpRequest();
        request.open("POST", address);
        Object.entries(HEADERS).forEach((header) => request.setRequestHeader(header[0], header[1]));
        request.onload = answered;
        request.onerror = missing;
        request.onabort = stopped;
    }

    function list(lines, name) {
        const items = lines.map((line) => make("li", { textContent: line }));
        return lines.length ? [make("ul", { className: name }, items)] : [];
    }

    /* What each column is taken for; of an own spreadsheet it can be chosen anew. */
    function columnTable(shown) {
        const rows = shown.columns.map(function (column) {
            const taken = column[1].split(", ")[0];
            let second = column[1] || "kept as text";
            if (shown.choices.length) {
                const known = taken && !shown.choices.includes(taken) ? [taken] : [];
                const options = ["", ...known, ...shown.choices].map((name) =>
                    make("option", { value: name, textContent: name || "kept as text", selected: name === taken })
                );
                second = make("select", { className: "taken-for" }, options);
                second.setAttribute("aria-label", "What " + column[0] + " is taken for");
                second.dataset.column = column[0];
                second.dataset.taken = taken;
            }
            return make("tr", {}, [
                make("th", { scope: "row", textContent: column[0] }),
                make("td", {}, [second]),
                make("td", { textContent: column[2] }),
            ]);
        });
        const head = ["Column", "Taken for", "A cell"].map((text) => make("th", { scope: "col", textContent: text }));
        return make("table", { className: "drop-columns" }, [
            make("caption", { textContent: "Columns as understood" }),
            make("thead", {}, [make("tr", {}, head)]),
            make("tbody", {}, rows),
        ]);
    }

    /* Only what was changed is said: a column chosen, or one that is none after all. */
    function chosenColumns() {
        const selects = Array.from(preview.querySelectorAll("select.taken-for"));
        const changed = selects.filter((select) => select.value !== select.dataset.taken);
        const now = changed.filter((select) => select.value).map((select) => select.value + "=" + select.dataset.column);
        const given = selects.map((select) => select.value);
        const none = changed
            .map((select) => select.dataset.taken)
            .filter((name) => name && !given.includes(name) && name !== "date" && !name.includes(" "))
            .map((name) => name + "=");
        const before = columns.value.split("\n").filter(function (line) {
            const name = line.split("=")[0].trim();
            return line.trim() && ![...now, ...none].some((other) => other.split("=")[0] === name);
        });
        return [...before, ...now, ...none].join("\n");
    }

    function show(shown) {
        request = null;
        looking = true;
        bar.hidden = true;
        close.textContent = "Close without opening it";
        close.hidden = false;
        say(shown.sentence);
        const open = make("button", { type: "button", id: "open-preview", textContent: "Open it" });
        const save = make("a", { href: "study.zip?of=preview", textContent: "Save as a study folder (zip)" });
        save.setAttribute("download", "study.zip");
        open.addEventListener("click", openLooked);
        const buttons = [open, save];
        preview.replaceChildren(
            ...list(shown.cautions, "drop-cautions"),
            make("p", { textContent: shown.days }),
            ...list([...shown.left_out, ...shown.rejected], "drop-lost"),
            columnTable(shown),
            make("details", {}, [make("summary", { textContent: "What was assumed" }), ...list(shown.notes, "")]),
            make("p", { className: "drop-buttons" }, buttons)
        );
        offer(shown.sheets || []);
        preview.hidden = false;
        form.hidden = false;
        open.focus();
    }

    function openLooked() {
        window
            .fetch("open", { method: "POST", headers: HEADERS })
            .then((reply) => reply.json())
            .then(function (reply) {
                if (!reply.file) {
                    ended(reply.error || OWN_ERROR);
                    return;
                }
                looking = false;
                window.sessionStorage.setItem("opened", reply.file);
                drawAnew(reply.file, reply.at);
            })
            .catch(() => ended(LOST));
    }

    function showCommand(name) {
        const quoted = "'" + name.replace(/'/g, "'\\''") + "'";
        command.textContent = "escalation import " + quoted + " --out studies/large";
        command.hidden = false;
    }

    function tooLarge() {
        return (
            "A file of more than 250 MB is too large for the page: split it, or use escalation import on the " +
            "command line, which reads it from its path."
        );
    }

    function send() {
        post("drop?" + query());
        request.setRequestHeader("Content-Type", "application/octet-stream");
        request.upload.onprogress = function (event) {
            if (event.lengthComputable) {
                bar.value = event.loaded / event.total;
            }
        };
        request.upload.onload = function () {
            bar.removeAttribute("value");
            bar.setAttribute("aria-label", "Reading");
            close.hidden = true;
            say("Reading " + file.name + ": every row is checked.");
        };
        form.hidden = true;
        preview.hidden = true;
        bar.hidden = false;
        bar.value = 0;
        bar.setAttribute("aria-label", "Sent so far");
        close.textContent = "Stop";
        close.hidden = false;
        say("Sending " + file.name + ", " + megabytes(file.size) + ".");
        request.send(file);
    }

    function take(files, folder) {
        if (request) {
            say("One file at a time: " + file.name + " is still being read.");
        } else if (folder) {
            ended("That is a folder: drop one file.");
        } else if (files.length !== 1) {
            ended(files.length ? "One file at a time: " + files.length + " were dropped." : "No file was dropped.");
        } else if (files[0].size > LARGEST) {
            ended(tooLarge());
            showCommand(files[0].name);
        } else {
            file = files[0];
            form.reset();
            offer([]);
            send();
        }
    }

    function forget() {
        window
            .fetch("forget", { method: "POST", headers: HEADERS })
            .then((reply) => (reply.ok ? reply.json().then((told) => drawAnew("", told.at)) : ended(OWN_ERROR)))
            .catch(() => ended(LOST));
    }

    function carriesFiles(event) {
        return event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
    }

    let depth = 0;
    window.addEventListener("dragenter", function (event) {
        if (carriesFiles(event)) {
            event.preventDefault();
            depth += 1;
            overlay.hidden = false;
        }
    });
    window.addEventListener("dragover", function (event) {
        if (carriesFiles(event)) {
            event.preventDefault();
            event.dataTransfer.dropEffect = request ? "none" : "copy";
        }
    });
    window.addEventListener("dragleave", function (event) {
        if (carriesFiles(event)) {
            depth = Math.max(0, depth - 1);
            overlay.hidden = depth === 0;
        }
    });
    window.addEventListener("drop", function (event) {
        if (carriesFiles(event)) {
            event.preventDefault();
            depth = 0;
            overlay.hidden = true;
            const entry = event.dataTransfer.items[0].webkitGetAsEntry();
            take(event.dataTransfer.files, Boolean(entry && entry.isDirectory));
        }
    });
    input.addEventListener("change", function () {
        if (input.files.length) {
            take(Array.from(input.files), false);
        }
        input.value = "";
    });
    form.addEventListener("submit", function (event) {
        event.preventDefault();
        if (!preview.hidden) {
            columns.value = chosenColumns();
        }
        send();
    });
    close.addEventListener("click", function () {
        if (request) {
            stop();
        } else {
            if (looking) {
                window.fetch("leave", { method: "POST", headers: HEADERS }).catch(() => undefined);
                looking = false;
            }
            panel.hidden = true;
            file = null;
            (document.getElementById("open-file") || document.body).focus();
        }
    });
    document.addEventListener("click", function (event) {
        if (event.target.closest("#open-file")) {
            input.click();
        } else if (event.target.closest("#close-file")) {
            forget();
        }
    });
    document.body.append(overlay, panel, input);
})();
