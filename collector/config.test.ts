import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError, KEYS, readConfig } from './config.js';
import { folder } from './testing/collector.js';

describe('configuration', () => {
  it('has a default for every key, and documents it', () => {
    const config = readConfig({ HOME: '/root', PATH: '/bin' });
    assert.equal(config.port, 8377);
    assert.equal(config.host, '127.0.0.1');
    assert.equal(config.store, 'data/rtp.db');
    assert.equal(config.retentionDays, null);
    for (const key of KEYS) assert.ok(key.about.length > 10, key.name);
  });

  it('takes the environment before the file', async () => {
    const dir = await folder();
    const file = join(dir, 'rtp.json');
    // Windows' editors put a byte order mark in front.
    writeFileSync(file, '\ufeff' + JSON.stringify({ PORT: 9000, RTP_DATA: '/var/rtp', RTP_BOTS: 'drop' }));
    const config = readConfig({ RTP_CONFIG_FILE: file, PORT: '9001' });
    assert.deepEqual([config.port, config.data, config.store, config.bots], [9001, '/var/rtp', '/var/rtp/rtp.db', 'drop']);
    writeFileSync(file, '{"PROT": 1}');
    assert.throws(() => readConfig({ RTP_CONFIG_FILE: file }), /PROT/);
    writeFileSync(file, '{"PORT": {}}');
    assert.throws(() => readConfig({ RTP_CONFIG_FILE: file }), /PORT/);
    writeFileSync(file, 'nonsense');
    assert.throws(() => readConfig({ RTP_CONFIG_FILE: file }), ConfigError);
    rmSync(dir, { recursive: true });
    assert.throws(() => readConfig({ RTP_CONFIG_FILE: file }), /RTP_CONFIG_FILE/);
  });

  it('is described in the README: every key, with its default', async () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    for (const { name, preset } of KEYS)
      assert.match(readme, new RegExp('^\\| `' + name + '` \\| .*' + (preset && '`' + preset.replaceAll('.', '\\.') + '`'), 'm'), name);
  });

  it('minds neither Kubernetes’ nor Docker’s variables of a service called rtp', () => {
    const config = readConfig({
      RTP_SERVICE_HOST: '10.0.0.7',
      RTP_SERVICE_PORT: '8377',
      RTP_SERVICE_PORT_HTTP: '8377',
      RTP_PORT: 'tcp://10.0.0.7:8377',
      RTP_PORT_8377_TCP: 'tcp://10.0.0.7:8377',
      RTP_PORT_8377_TCP_PROTO: 'tcp',
      RTP_PORT_8377_TCP_PORT: '8377',
      RTP_PORT_8377_TCP_ADDR: '10.0.0.7',
      RTP_COLLECTOR_SERVICE_HOST: '10.0.0.8',
      RTP_COLLECTOR_SERVICE_PORT_METRICS: '9000',
      RTP_COLLECTOR_PORT: 'tcp://10.0.0.8:8377',
      RTP_COLLECTOR_PORT_9000_UDP_ADDR: '10.0.0.8',
      RTP_NAME: '/web/rtp',
      RTP_ENV_LANG: 'C',
    });
    assert.equal(config.port, 8377);
    for (const [name, value] of [
      ['RTP_PORT', 'http://10.0.0.7'],
      ['RTP_NAME', 'x'],
      ['RTP_SERVICE', 'x'],
      ['RTP_TOKENS', 'x'],
    ] as const)
      assert.throws(() => readConfig({ [name]: value }), ConfigError, name);
  });

  it('takes a public address with a folder, and nothing that would be markup or a password', () => {
    assert.equal(readConfig({ RTP_PUBLIC_URL: 'https://shop.test/analytics/' }).publicUrl, 'https://shop.test/analytics');
    for (const url of ['https://shop.test/?x', 'https://a:b@shop.test', 'https://shop.test/"><script>', "https://shop.test/'", 'https://'])
      assert.throws(() => readConfig({ RTP_PUBLIC_URL: url }), ConfigError, url);
  });

  const wrong: [name: string, value: string][] = [
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['HOST', ''],
    ['RTP_DATA', ''],
    ['RTP_TOKEN', 'short'],
    ['RTP_TOKEN', 'with a space in the middle'],
    ['RTP_RATE_LIMIT', 'many'],
    ['RTP_NEW_ACCOUNTS', '-1'],
    ['RTP_QUEUE', '0'],
    ['RTP_BOTS', 'yes'],
    ['RTP_RETENTION_DAYS', '0'],
    ['RTP_RETENTION_DAYS', '1.5'],
    ['RTP_PUBLIC_URL', 'shop.test'],
    ['RTP_LOG', 'loud'],
    ['RTP_TRUST_PROXY', 'proxy.test'],
    ['RTP_TRUST_PROXY', '999.1.1.1'],
    ['RTP_TRUST_PROXY', '10.0.0.0/99'],
    ['RTP_PORT', '8377'],
  ];
  for (const [name, value] of wrong) {
    it(`refuses ${name}=${value}, naming it${name === 'RTP_TOKEN' ? ' but not its value' : ''}`, () => {
      assert.throws(
        () => readConfig({ [name]: value }),
        (error: Error) => {
          assert.ok(error instanceof ConfigError);
          assert.ok(error.message.startsWith(name + ':'), error.message);
          assert.ok(name !== 'RTP_TOKEN' || !error.message.includes(value));
          return true;
        },
      );
    });
  }
});
