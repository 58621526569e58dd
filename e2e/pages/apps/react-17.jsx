import ReactDOM from 'react-dom';
import { StrictMode } from 'react';
import { Shop } from './shop.jsx';

ReactDOM.render(
  <StrictMode>
    <Shop />
  </StrictMode>,
  document.getElementById('root'),
);
