import { Injectable } from '@nestjs/common';

/** The routes that were registered: tells "no such address" (404) from "another method" (405), which the router itself does not. */
@Injectable()
export class RouteBook {
  readonly #routes: { method: string; segments: string[] }[] = [];

  add(methods: string | string[], pattern: string): void {
    for (const method of [methods].flat()) this.#routes.push({ method: method.toUpperCase(), segments: segmentsOf(pattern) });
  }

  /** The methods that this address takes; none when there is no such address. */
  methodsAt(url: string): string[] {
    const path = segmentsOf(url.split('?', 1)[0] ?? '');
    const methods = this.#routes.filter((route) => matches(route.segments, path)).map((route) => route.method);
    return [...new Set(methods)].sort();
  }
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

function matches(pattern: string[], path: string[]): boolean {
  const wild = pattern.indexOf('*');
  // A catch-all serves files: it says nothing about which methods an address takes.
  if (wild >= 0 || pattern.length !== path.length) return false;
  return pattern.every((segment, at) => segment.startsWith(':') || segment === path[at]);
}
