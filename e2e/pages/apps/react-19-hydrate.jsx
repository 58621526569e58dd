import { hydrateRoot } from 'react-dom/client';
import { StrictMode } from 'react';
import { Shop } from './shop.jsx';

hydrateRoot(
  document.getElementById('root'),
  <StrictMode>
    <Shop />
  </StrictMode>,
);
