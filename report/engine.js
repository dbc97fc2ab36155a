// What plotly.js needs beside mirage's micro-DOM: text measured in our font, XML that is always
// well formed, random numbers that are the same for the same figure, and the call that draws.
(function (scope) {
    'use strict';

    // plotly.js writes the style of a part of a line as text, which the micro-DOM does not read.
    function styled(node, name) {
        var written = (node._attributes.style || '').match(new RegExp(name + ':\\s*([^;]+)'));
        return node.style.getPropertyValue(name) || (written && written[1]) ||
            node.getAttribute(name) || '';
    }

    function typeOf(node, inherited) {
        var weight = styled(node, 'font-weight');
        return {
            size: parseFloat(styled(node, 'font-size')) || inherited.size,
            bold: weight ? weight === 'bold' || parseInt(weight, 10) >= 600 : inherited.bold,
            anchor: styled(node, 'text-anchor') || inherited.anchor
        };
    }

    function inheritedType(node) {
        var above = [];
        for (var up = node.parentNode; up && up.nodeType === 1; up = up.parentNode) above.push(up);
        var type = { size: 12, bold: false, anchor: 'start' };
        while (above.length) type = typeOf(above.pop(), type);
        return type;
    }

    function widthOf(node, type) {
        if (node.nodeType === 3) return _advance(node.nodeValue, type.bold) / 1000 * type.size;
        var own = typeOf(node, type), width = 0;
        node.childNodes.forEach(function (child) { width += widthOf(child, own); });
        return width;
    }

    function length(value, size) {
        var number = parseFloat(value) || 0;
        return /em$/.test(value || '') ? number * size : number;
    }

    // The box of a text as a browser gives it: its advance, and the font's ascent and descent.
    function textBox(node) {
        var type = typeOf(node, inheritedType(node));
        var left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity;
        var x = parseFloat(node.getAttribute('x')) || 0, y = parseFloat(node.getAttribute('y')) || 0;
        var lines = node.childNodes.filter(function (child) {
            return child.nodeType === 1 && child.classList.contains('line');
        });
        (lines.length ? lines : [node]).forEach(function (line) {
            var own = line === node ? type : typeOf(line, type);
            var from = line.hasAttribute('x') ? parseFloat(line.getAttribute('x')) || 0 : x;
            if (line !== node && line.hasAttribute('y')) y = parseFloat(line.getAttribute('y')) || 0;
            y += length(line.getAttribute('dy'), own.size);
            var width = widthOf(line, type);
            if (own.anchor === 'middle') from -= width / 2;
            if (own.anchor === 'end') from -= width;
            left = Math.min(left, from);
            right = Math.max(right, from + width);
            // Browsers give a line whole pixels above and below its base.
            top = Math.min(top, y - Math.round(ASCENT * own.size));
            bottom = Math.max(bottom, y + Math.round(DESCENT * own.size));
        });
        if (!node.textContent) bottom = top, right = left;
        return {
            x: left, y: top, width: right - left, height: bottom - top,
            left: left, top: top, right: right, bottom: bottom
        };
    }

    var otherBox = Element.prototype.getBBox;
    Element.prototype.getBBox = function () {
        var tag = this.tagName.toLowerCase();
        return tag === 'text' || tag === 'tspan' ? textBox(this) : otherBox.call(this);
    };

    // A selector without combinators is taken apart once; the micro-DOM does it for every element.
    var PART = /([#.]?)([\w-]+)|\[([\w-]+)(?:([\^$*~]?=)["']?(.*?)["']?)?\]|:not\((.*?)\)|:first-child/g;
    var tests = {};

    function partTest(part) {
        var mark = part[1], name = part[2], attribute = part[3], sign = part[4], value = part[5];
        if (name && !mark) {
            return function (node) { return node.tagName.toLowerCase() === name.toLowerCase(); };
        }
        if (mark === '#') return function (node) { return node._attributes.id === name; };
        if (mark === '.') {
            return function (node) {
                var all = node._attributes['class'];
                return !!all && (' ' + all + ' ').indexOf(' ' + name + ' ') >= 0;
            };
        }
        if (part[6]) {
            var inner = testOf(part[6]);
            return function (node) { return !inner(node); };
        }
        if (attribute) {
            return function (node) {
                if (!node.hasAttribute(attribute)) return false;
                var has = node._attributes[attribute];
                if (sign === '^=') return has.indexOf(value) === 0;
                if (sign === '$=') return has.slice(-value.length) === value;
                if (sign === '*=') return has.indexOf(value) >= 0;
                if (sign === '~=') return (' ' + has + ' ').indexOf(' ' + value + ' ') >= 0;
                return !sign || has === value;
            };
        }
        return function (node) {
            return !!node.parentNode && node.parentNode.childNodes.find(function (child) {
                return child.nodeType === 1;
            }) === node;
        };
    }

    function testOf(selector) {
        if (!tests[selector]) {
            var parts = Array.from(selector.matchAll(PART), partTest);
            tests[selector] = function (node) {
                for (var i = 0; i < parts.length; i++) if (!parts[i](node)) return false;
                return parts.length > 0;
            };
        }
        return tests[selector];
    }

    Element.prototype.matches = function (selector) {
        return selector === '*' || testOf(selector)(this);
    };

    function escaped(text) {
        return String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    }

    function quoted(text) {
        return '"' + escaped(text).replace(/"/g, '&quot;') + '"';
    }

    function serialised(node) {
        // As a number, or plotly.js would take a quoted TOBESTRIPPED in a label for its own mark.
        if (node.nodeType === 3) return escaped(node.nodeValue).replace(/"/g, '&#34;');
        if (node.nodeType !== 1) return '';
        var css = node.style.cssText(), out = '<' + node.tagName;
        for (var name in node._attributes) {
            if (name !== 'style') out += ' ' + name + '=' + quoted(node._attributes[name]);
        }
        if (css || node._attributes.style) out += ' style=' + quoted(css || node._attributes.style);
        if (!node.childNodes.length) return out + '/>';
        return out + '>' + node.childNodes.map(serialised).join('') + '</' + node.tagName + '>';
    }

    XMLSerializer.prototype.serializeToString = serialised;

    // plotly.js warns by it, and would fail where it is missing.
    console.trace = console.info = console.log;

    // Mulberry32 (public domain).
    var state = 0;
    Math.random = function () {
        state = (state + 0x6d2b79f5) | 0;
        var mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };

    scope.drawn = function (json, seed) {
        state = seed;
        var figure = JSON.parse(json);
        var width = figure.layout.width, height = figure.layout.height;
        var holder = document.createElement('div');
        holder.clientWidth = holder.offsetWidth = width;
        holder.clientHeight = holder.offsetHeight = height;
        holder.getBoundingClientRect = function () {
            return { left: 0, top: 0, right: width, bottom: height, width: width, height: height };
        };
        document.body.appendChild(holder);
        tests = {};
        try {
            Plotly.newPlot(holder, figure.data, figure.layout, { staticPlot: true });
            figure.data.forEach(function (trace, number) {
                // An unknown type would quietly be drawn as points.
                var type = trace.type || 'scatter';
                if (holder._fullData[number].type !== type) throw new Error('no trace type ' + type);
            });
            return Plotly.Snapshot.toSVG(holder, 'svg', 1);
        } finally {
            Plotly.purge(holder);
            // Whatever plotly.js left behind must not show in the next figure.
            document.body.childNodes = [];
        }
    };
})(globalThis);
