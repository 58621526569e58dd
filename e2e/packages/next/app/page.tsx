import Link from 'next/link';
import { Buy } from './buy';

export default function Page() {
  return (
    <main>
      <Buy />
      <Link id="other" href="/other">
        other
      </Link>
    </main>
  );
}
