import type { Campaign } from './config.js';

/**
 * Fades or slides an element in, where the visitor has nothing against motion. It is never quite transparent, because what is has not
 * been seen (seen.ts).
 */
export const enter = (element: Element, { e: effect, z: edge = '' }: Campaign): void => {
  if (effect && !matchMedia('(prefers-reduced-motion:reduce)').matches)
    element.animate(
      { opacity: [0.1, 1], translate: [`0 ${effect === 's' ? (/top/.test(edge) ? -40 : 40) : 0}px`, '0'] },
      { duration: 300, easing: 'ease-out' },
    );
};
