import { Fragment, useMemo } from 'react';
import classes from './markdown.module.css';
import type { Inline } from './parse-inline.js';
import { parseMarkdown, type Block } from './parse-markdown.js';

/** Markdown as elements, never as HTML: what a file contains cannot become script. */
export function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return (
    <div className={classes['markdown']}>
      <Blocks blocks={blocks} />
    </div>
  );
}

const Blocks = ({ blocks }: { blocks: Block[] }) => blocks.map((block, index) => <BlockView key={index} block={block} />);

function BlockView({ block }: { block: Block }) {
  switch (block.is) {
    case 'heading': {
      // The page has its own h1, and the card an h2.
      const Tag = block.level <= 1 ? 'h3' : block.level === 2 ? 'h3' : 'h4';
      return (
        <Tag>
          <Inlines parts={block.inside} />
        </Tag>
      );
    }
    case 'paragraph':
      return (
        <p>
          <Inlines parts={block.inside} />
        </p>
      );
    case 'code':
      return (
        // Long lines scroll; a keyboard must be able to.
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        <li key={index}>
          {item.map((inner, at) =>
            inner.is === 'paragraph' ? <Inlines key={at} parts={inner.inside} /> : <BlockView key={at} block={inner} />,
          )}
        </li>
      ));
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.inside} />
        </blockquote>
      );
    case 'table':
      return (
        <div className={classes['table']} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell, index) => (
                  <th key={index} scope="col">
                    <Inlines parts={cell} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, at) => (
                <tr key={at}>
                  {row.map((cell, index) => (
                    <td key={index}>
                      <Inlines parts={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'rule':
      return <hr />;
  }
}

const Inlines = ({ parts }: { parts: Inline[] }) => parts.map((part, index) => <InlineView key={index} part={part} />);

function InlineView({ part }: { part: Inline }) {
  switch (part.is) {
    case 'text':
      return <Fragment>{part.text}</Fragment>;
    case 'code':
      return <code>{part.text}</code>;
    case 'strong':
      return (
        <strong>
          <Inlines parts={part.inside} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Inlines parts={part.inside} />
        </em>
      );
    case 'link':
      return (
        <a href={part.href} rel="noreferrer" target={part.href.startsWith('http') ? '_blank' : undefined}>
          <Inlines parts={part.inside} />
        </a>
      );
  }
}
