import 'zone.js';
import '@angular/compiler';
import { Component } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { provideRouter, RouterLink, RouterOutlet } from '@angular/router';

@Component({
  selector: 'shop-home',
  template: `<button type="button" id="add" (click)="n = n + 1">Add</button><span id="n">{{ n }}</span>
    <button type="button" id="buy" (click)="buy()">Buy</button>
    <div id="offer">@if (n % 2) {<b>odd</b>} @else {<i>even</i>} Cart: {{ n }} @for (item of items(); track item) {<u>{{ item }}</u>}</div>`,
})
class Home {
  n = 0;
  items(): number[] {
    return Array.from({ length: this.n }, (_, index) => index);
  }
  buy(): void {
    (window as unknown as { rtp(...words: unknown[]): void }).rtp('send', 'event', { value: 'bought' });
  }
}

@Component({ selector: 'shop-other', template: `<p id="other">Elsewhere</p>` })
class Other {}

@Component({
  selector: 'shop-app',
  imports: [RouterOutlet, RouterLink],
  template: `<nav><a id="home" routerLink="/">home</a> <a id="away" routerLink="/away">away</a></nav><router-outlet />`,
})
class Shop {}

bootstrapApplication(Shop, {
  providers: [
    provideRouter([
      { path: '', component: Home },
      { path: 'away', component: Other },
    ]),
  ],
}).catch((error: unknown) => console.error(error));
