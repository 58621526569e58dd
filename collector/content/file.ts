/** Content for recommendations as it is written in an account's file: what `account.schema.json` lets through. */
import type { OneOrMore } from '../accounts/account.js';

/** Where an entry may be shown. */
export type SourceName = 'richmedia' | 'bar';

export interface ContentFile {
  title: string;
  address: string;
  /** whether the query belongs to the address: /item?id=3 and /item?id=4 are two entries */
  query?: boolean;
  image?: string;
  /** what the image shows, for those who cannot see it */
  alt?: string;
  description?: string;
  categories?: string[];
  /** an entry is shown unless this is false */
  approved?: boolean;
  sources?: SourceName[];
}

export interface DiscoveryFile {
  /** addresses of pages, such as shop.example/blog/* */
  pages?: OneOrMore<string>;
  /** endings of files, such as pdf */
  files?: OneOrMore<string>;
  video?: boolean;
}

export interface BarFile {
  color?: string;
  background?: string;
  arrowColor?: string;
  arrowOpacity?: number;
  /** px */
  size?: number;
  font?: string;
  position?: 'bottom right' | 'bottom left' | 'top right' | 'top left';
  pages?: OneOrMore<string>;
  notPages?: OneOrMore<string>;
  hosts?: OneOrMore<string>;
}
