// How large texts are, in our font, as a browser tells it.
(function () {
    'use strict';

    function typeOf(node, inherited) {
        const own = (name) => node.style.getPropertyValue(name) || node.getAttribute(name) || '';
        const weight = own('font-weight');
        return {
            size: parseFloat(own('font-size')) || inherited.size,
            bold: weight ? weight === 'bold' || parseInt(weight, 10) >= 600 : inherited.bold,
            anchor: own('text-anchor') || inherited.anchor
        };
    }

    function typeAbove(node) {
        const up = node.parentNode;
        const plain = { size: 12, bold: false, anchor: 'start' };
        return up && up.nodeType === 1 ? typeOf(up, typeAbove(up)) : plain;
    }

    function widthOf(node, type) {
        if (node.nodeType === 3) return _advance(node.nodeValue, type.bold) / 1000 * type.size;
        const own = typeOf(node, type);
        return node.childNodes.reduce((width, child) => width + widthOf(child, own), 0);
    }

    function pixels(value, size) {
        const number = parseFloat(value) || 0;
        return /em$/.test(value || '') ? number * size : number;
    }

    function box(left, top, right, bottom) {
        const [width, height] = [right - left, bottom - top];
        return { x: left, y: top, width, height, left, top, right, bottom };
    }

    function around(boxes) {
        if (!boxes.length) return box(0, 0, 0, 0);
        const all = (side) => boxes.map((one) => one[side]);
        return box(
            Math.min(...all('left')), Math.min(...all('top')),
            Math.max(...all('right')), Math.max(...all('bottom'))
        );
    }

    // The advance of the letters, and whole pixels above and below the base.
    function lineBox(line, inherited, x, y) {
        const type = typeOf(line, inherited);
        const width = widthOf(line, inherited);
        const share = { middle: 0.5, end: 1 }[type.anchor] || 0;
        const left = (line.hasAttribute('x') ? pixels(line.getAttribute('x')) : x) - share * width;
        const [above, below] = [ASCENT, DESCENT].map((part) => Math.round(part * type.size));
        return box(left, y - above, left + width, y + below);
    }

    function textBox(text) {
        const inherited = typeAbove(text);
        const type = typeOf(text, inherited);
        const x = pixels(text.getAttribute('x'));
        let y = pixels(text.getAttribute('y'));
        if (!text.textContent) return box(x, y, x, y);
        const lines = text.children.filter((child) => child.classList.contains('line'));
        if (!lines.length) {
            return lineBox(text, inherited, x, y + pixels(text.getAttribute('dy'), type.size));
        }
        return around(lines.map((line) => {
            if (line.hasAttribute('y')) y = pixels(line.getAttribute('y'));
            y += pixels(line.getAttribute('dy'), type.size);
            return lineBox(line, type, x, y);
        }));
    }

    const MOVED = /translate\(\s*([-\d.e]+)(?:[\s,]+([-\d.e]+))?/;

    function moved(one, node) {
        const [, right, down] = MOVED.exec(node.getAttribute('transform') || '') || [0, 0, 0];
        const [x, y] = [parseFloat(right) || 0, parseFloat(down) || 0];
        return box(one.left + x, one.top + y, one.right + x, one.bottom + y);
    }

    // Of a group, the texts in it: plotly.js measures nothing else of a still picture.
    Element.prototype.getBBox = function () {
        if (this.tagName === 'text' || this.tagName === 'tspan') return textBox(this);
        const boxes = this.children.map((child) => moved(child.getBBox(), child));
        return around(boxes.filter((one) => one.width || one.height));
    };
    Element.prototype.getBoundingClientRect = function () {
        let own = this.getBBox();
        for (let up = this; up && up.nodeType === 1; up = up.parentNode) own = moved(own, up);
        return own;
    };
    Element.prototype.getComputedTextLength = function () { return this.getBBox().width; };
})();
