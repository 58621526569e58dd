import type { Campaign } from './config.js';

/** Fades or slides an element in, where the visitor has nothing against motion. */
export const enter = (element: Element, { e: effect, z: edge = '' }: Campaign): void => {
  if (effect && !matchMedia('(prefers-reduced-motion:reduce)').matches)
    element.animate(
      { opacity: [0, 1], transform: [effect === 's' ? `translateY(${/top/.test(edge) ? -40 : 40}px)` : 'none', 'none'] },
      { duration: 300, easing: 'ease-out' },
    );
};
