// Long enough for a thumb to come down where it aimed.
const TOUCH_LASTS_MS = 2_000;
// Above this the reader is in the middle of the list.
const AT_TOP_PX = 120;
const LIST = '[data-live-list]';

const isIn = (target: EventTarget | null): boolean => target instanceof Element && target.closest(LIST) !== null;

/**
 * Knows whether somebody is reading or aiming at a live list: scrolled into it, pointing at it, touching it, or in it by keyboard.
 * Then nothing may move under them.
 * @param onFree called when they are done
 */
export function watchReading(onFree: () => void): { isReading: () => boolean; stop: () => void } {
  let pointedAt = false;
  let touchedUntilMs = 0;
  let release: ReturnType<typeof setTimeout> | undefined;

  const isReading = (): boolean =>
    window.scrollY > AT_TOP_PX || pointedAt || Date.now() < touchedUntilMs || document.activeElement?.closest(LIST) != null;
  const maybeFree = (): void => {
    if (!isReading()) onFree();
  };
  const point = (event: PointerEvent): void => {
    if (event.pointerType !== 'mouse') {
      if (!isIn(event.target)) return;
      touchedUntilMs = Date.now() + TOUCH_LASTS_MS;
      clearTimeout(release);
      release = setTimeout(maybeFree, TOUCH_LASTS_MS + 50);
      return;
    }
    const was = pointedAt;
    pointedAt = isIn(event.target);
    if (was && !pointedAt) maybeFree();
  };
  const leave = (): void => {
    pointedAt = false;
    maybeFree();
  };
  const later = (): void => void setTimeout(maybeFree, 0);

  document.addEventListener('pointermove', point, { passive: true });
  document.addEventListener('pointerdown', point, { passive: true });
  document.documentElement.addEventListener('mouseleave', leave);
  document.addEventListener('focusout', later);
  addEventListener('scroll', maybeFree, { passive: true });
  return {
    isReading,
    stop() {
      clearTimeout(release);
      document.removeEventListener('pointermove', point);
      document.removeEventListener('pointerdown', point);
      document.documentElement.removeEventListener('mouseleave', leave);
      document.removeEventListener('focusout', later);
      removeEventListener('scroll', maybeFree);
    },
  };
}
