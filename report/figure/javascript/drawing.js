// The call that draws: XML that is always well formed, and random numbers that are the same for
// the same figure.
(function (scope) {
    'use strict';

    function escaped(text) {
        return String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    }

    function serialised(node) {
        // A quote as a number: plotly.js takes a quoted TOBESTRIPPED for its own mark.
        if (node.nodeType === 3) return escaped(node.nodeValue).replace(/"/g, '&#34;');
        const style = node.style.cssText;
        const written = [...node.attributes, ...(style ? [['style', style]] : [])].map(
            ([name, value]) => ` ${name}="${escaped(value).replace(/"/g, '&quot;')}"`
        ).join('');
        const inside = node.childNodes.map(serialised).join('');
        const opened = `<${node.tagName}${written}`;
        return inside ? `${opened}>${inside}</${node.tagName}>` : `${opened}/>`;
    }

    scope.XMLSerializer = class {
        serializeToString(node) { return serialised(node); }
    };

    // Mulberry32 (public domain).
    let state = 0;
    Math.random = () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };

    function holderOf(width, height) {
        const holder = document.body.appendChild(document.createElement('div'));
        holder.clientWidth = holder.offsetWidth = width;
        holder.clientHeight = holder.offsetHeight = height;
        return holder;
    }

    scope.drawn = (json, seed) => {
        state = seed;
        const figure = JSON.parse(json);
        const holder = holderOf(figure.layout.width, figure.layout.height);
        try {
            Plotly.newPlot(holder, figure.data, figure.layout, { staticPlot: true });
            return Plotly.Snapshot.toSVG(holder, 'svg', 1);
        } finally {
            Plotly.purge(holder);
            // Whatever plotly.js left behind must not show in the next figure.
            document.body.textContent = '';
            selectors.forget();
        }
    };
})(globalThis);
