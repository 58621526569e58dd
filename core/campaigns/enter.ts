import type { Campaign } from './config.js';

/** Fades or slides an element in, where the visitor has nothing against motion. */
export const enter = (element: Element, { e: effect, z: edge = '' }: Campaign): void => {
  if (effect && !matchMedia('(prefers-reduced-motion:reduce)').matches)
    element.animate(
      [
        { opacity: 0, transform: effect === 's' ? `translateY(${/top/.test(edge) ? -40 : 40}px)` : 'none' },
        { opacity: 1, transform: 'none' },
      ],
      { duration: 300, easing: 'ease-out' },
    );
};
