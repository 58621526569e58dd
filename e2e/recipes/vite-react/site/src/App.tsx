import { Link, Route, Routes } from 'react-router';
import { Buy } from './Buy';

const First = () => (
  <>
    <Buy />
    <Link id="other" to="/other">
      other
    </Link>
  </>
);

export const App = () => (
  <Routes>
    <Route path="/" element={<First />} />
    <Route path="/other" element={<p id="there">other</p>} />
  </Routes>
);
