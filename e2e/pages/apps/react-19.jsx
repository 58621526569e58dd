import { createRoot } from 'react-dom/client';
import { StrictMode } from 'react';
import { Shop } from './shop.jsx';

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Shop />
  </StrictMode>,
);
