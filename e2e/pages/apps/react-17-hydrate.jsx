import ReactDOM from 'react-dom';
import { Shop } from './shop.jsx';

ReactDOM.hydrate(<Shop />, document.getElementById('root'));
