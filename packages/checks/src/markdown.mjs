import GithubSlugger from 'github-slugger';
import { toString } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

/** @typedef {import('mdast').Root} Root */
/** @typedef {{ target: string, line: number }} Link */
/** @typedef {{ language: string, meta: string, code: string, line: number }} Fence */

const parser = unified().use(remarkParse).use(remarkGfm);

/**
 * @param {string} text
 * @returns {Root}
 */
export function parseMarkdown(text) {
  return parser.parse(text);
}

/**
 * Where the links, images and link definitions of a page lead, HTML ones included.
 * @param {Root} page
 * @returns {Link[]}
 */
export function linksOf(page) {
  /** @type {Link[]} */
  const links = [];
  visit(page, (node) => {
    const line = node.position?.start.line ?? 0;
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition') {
      links.push({ target: node.url, line });
    } else if (node.type === 'html') {
      for (const [, target = ''] of node.value.matchAll(/\b(?:href|src)="([^"]*)"/g)) links.push({ target, line });
    }
  });
  return links;
}

/**
 * The anchors a page offers: its headings as GitHub names them, and what HTML names by `id` or `name`.
 * @param {Root} page
 * @returns {Set<string>}
 */
export function anchorsOf(page) {
  const slugger = new GithubSlugger();
  /** @type {Set<string>} */
  const anchors = new Set();
  visit(page, (node) => {
    if (node.type === 'heading') anchors.add(slugger.slug(toString(node)));
    if (node.type === 'html') {
      for (const [, name = ''] of node.value.matchAll(/\b(?:id|name)="([^"]*)"/g)) anchors.add(name);
    }
  });
  return anchors;
}

/**
 * The fenced blocks of a page, in order.
 * @param {Root} page
 * @returns {Fence[]}
 */
export function fencesOf(page) {
  /** @type {Fence[]} */
  const fences = [];
  visit(page, 'code', (node) => {
    const line = node.position?.start.line ?? 0;
    fences.push({ language: node.lang ?? '', meta: node.meta ?? '', code: node.value, line });
  });
  return fences;
}
