/** What a recipe's test is: a page of loader/recipes, the site that is built as the page says, and what its visit must store. */
import type { Page } from '@playwright/test';

/** What a recipe is made with. */
export interface Kitchen {
  /** origin of the collector that the tag is to use */
  collector: string;
  /** the recipe's account; its file on the collector has automatic views switched on, as some recipes ask */
  account: string;
  /** an empty folder for the site's files */
  folder: string;
  /** files of the recipe's page, by the name that stands before each of them, with the collector's address and the account filled in */
  files: Map<string, string>;
  /** what the `rtp-tag snippet` command of the recipe's page prints */
  snippet(): string;
}

export interface Site {
  /** without a slash at its end */
  url: string;
  /** versions that were really used, for the table: 'Next 16.4.6' */
  versions: string;
  /** what else was looked at, for the table */
  also?: string;
  close(): Promise<void>;
}

export interface Recipe {
  id: string;
  /** name of the page in loader/recipes, without its ending */
  page: string;
  /** for the table: how the tag comes into the site */
  how: string;
  /** needs no long installation: part of `--short` */
  short?: true;
  /** a click changes the address without a new document: the markup bundle's automatic views are tried on top */
  routes?: true;
  /** the site itself has the markup bundle's automatic views */
  automatic?: true;
  /** what the visitor does on the page `/`, where it is not the usual visit. @returns what must be stored: 'view /', or the event's strings with | between */
  walk?(page: Page): Promise<string[]>;
  serve(kitchen: Kitchen): Promise<Site>;
}
