// Checks of the AWS SDK for JavaScript v3: `node check.mjs whoami|suite|loop SECONDS`
import { STSClient, GetCallerIdentityCommand, AssumeRoleCommand } from '@aws-sdk/client-sts';
import * as sm from '@aws-sdk/client-secrets-manager';
import * as s3 from '@aws-sdk/client-s3';
import * as iam from '@aws-sdk/client-iam';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Readable } from 'node:stream';

const say = (name, ok, detail = '') =>
  console.log(name.padEnd(22), ok ? 'ok  ' : 'FAIL', String(detail).replace(/\n/g, ' '));
const show = (e) =>
  `${e.constructor.name} name=${e.name} status=${e.$metadata?.httpStatusCode} attempts=${e.$metadata?.attempts} | ${e.message}`;
const good = async (name, f) => {
  try {
    const r = await f();
    say(name, true, typeof r === 'string' ? r : '');
    return r;
  } catch (e) {
    say(name, false, show(e));
  }
};
const bad = async (name, want, f) => {
  try {
    await f();
    say(name, false, 'no error, expected ' + want);
  } catch (e) {
    say(name, e.name === want, show(e));
  }
};
const is = (name, ok, detail) => say(name, ok, detail);
const sts = new STSClient({});
const [mode, count] = process.argv.slice(2);

if (mode === 'whoami') {
  try {
    say('whoami', true, (await sts.send(new GetCallerIdentityCommand({}))).Arn);
  } catch (e) {
    say('whoami', false, show(e));
    process.exit(1);
  }
} else if (mode === 'loop') {
  for (let i = 0; i < +count; i++) {
    try {
      const r = await sts.send(new GetCallerIdentityCommand({}));
      say('loop', true, (await sts.config.credentials()).accessKeyId + ' ' + r.Arn);
    } catch (e) {
      say('loop', false, show(e));
    }
    await new Promise((r) => setTimeout(r, 1000));
  }
} else {
  const c = new sm.SecretsManagerClient({}),
    o = new s3.S3Client({ forcePathStyle: true }),
    i = new iam.IAMClient({});
  const Bucket = 'sdk-bucket';
  const g = await good('secret allowed', () => c.send(new sm.GetSecretValueCommand({ SecretId: 'app/one' })));
  is('secret value', g?.SecretString === 'value of app/one', g?.CreatedDate);
  await bad('secret denied', 'AccessDeniedException', () =>
    c.send(new sm.GetSecretValueCommand({ SecretId: 'other/denied' })),
  );
  await bad('secret not found', 'ResourceNotFoundException', () =>
    c.send(new sm.GetSecretValueCommand({ SecretId: 'app/none' })),
  );
  const b = await good('batch', () =>
    c.send(new sm.BatchGetSecretValueCommand({ SecretIdList: ['app/one', 'other/denied', 'app/none'] })),
  );
  is(
    'batch parts',
    b?.SecretValues?.length === 1 && b?.Errors?.length === 2,
    JSON.stringify(b?.Errors?.map((e) => [e.SecretId, e.ErrorCode, e.Message])),
  );
  let pages = 0,
    total = 0;
  await good('list secrets', async () => {
    for await (const p of sm.paginateListSecrets({ client: c, pageSize: 5 }, {})) {
      pages++;
      total += p.SecretList.length;
    }
    return `${pages} pages ${total}`;
  });
  is('list secrets count', pages >= 5 && total >= 25, total);
  const Name = 'tmp/js-' + Date.now();
  await good('secret create', () =>
    c.send(new sm.CreateSecretCommand({ Name, SecretBinary: new Uint8Array([0, 255, 1]) })),
  );
  await bad('secret exists', 'ResourceExistsException', () =>
    c.send(new sm.CreateSecretCommand({ Name, SecretString: 'y' })),
  );
  await good('secret delete', () =>
    c.send(new sm.DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true })),
  );

  const p = await good('s3 put default', () =>
    o.send(new s3.PutObjectCommand({ Bucket, Key: 'js/default', Body: 'hello' })),
  );
  is(
    's3 put checksum',
    !!(p?.ChecksumCRC32 || p?.ChecksumCRC64NVME),
    `crc32 ${p?.ChecksumCRC32} type ${p?.ChecksumType}`,
  );
  const r = await good('s3 get default', () => o.send(new s3.GetObjectCommand({ Bucket, Key: 'js/default' })));
  await good('s3 get body', async () => {
    const t = await r.Body.transformToString();
    if (t !== 'hello') throw new Error(t);
    return t;
  });
  for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'])
    await good('s3 put ' + ChecksumAlgorithm, () =>
      o.send(
        new s3.PutObjectCommand({
          Bucket,
          Key: 'js/' + ChecksumAlgorithm,
          Body: Buffer.alloc(200000, 'z'),
          ChecksumAlgorithm,
        }),
      ),
    );
  await good('s3 put stream', () =>
    o.send(
      new s3.PutObjectCommand({
        Bucket,
        Key: 'js/stream',
        Body: Readable.from([Buffer.alloc(100000, 'a'), Buffer.alloc(100000, 'b')]),
        ContentLength: 200000,
      }),
    ),
  );
  await good('s3 multipart', () =>
    new Upload({
      client: o,
      partSize: 5 << 20,
      params: {
        Bucket,
        Key: 'js/multi',
        Body: Readable.from(
          (function* () {
            for (let k = 0; k < 12; k++) yield Buffer.alloc(1 << 20, 'q');
          })(),
        ),
      },
    }).done(),
  );
  const m = await good('s3 get multipart', () => o.send(new s3.GetObjectCommand({ Bucket, Key: 'js/multi' })));
  await good('s3 multipart body', async () => {
    const n = (await m.Body.transformToByteArray()).length;
    if (n !== 12 << 20) throw new Error('' + n);
    return '' + n;
  });
  await good('s3 presigned get', async () => {
    const q = await fetch(await getSignedUrl(o, new s3.GetObjectCommand({ Bucket, Key: 'js/default' })));
    const t = await q.text();
    if (q.status !== 200 || t !== 'hello') throw new Error(q.status + t);
    return t;
  });
  await good('s3 presigned put', async () => {
    const q = await fetch(await getSignedUrl(o, new s3.PutObjectCommand({ Bucket, Key: 'js/presigned' })), {
      method: 'PUT',
      body: 'by url',
    });
    if (q.status !== 200) throw new Error(q.status + (await q.text()));
    return '' + q.status;
  });
  await good('s3 range', async () => {
    const t = await (
      await o.send(new s3.GetObjectCommand({ Bucket, Key: 'js/default', Range: 'bytes=1-3' }))
    ).Body.transformToString();
    if (t !== 'ell') throw new Error(t);
    return t;
  });
  // Its name differs between versions of the SDK: the answer has no body that could name it.
  await good('s3 not modified', async () => {
    const request = new s3.GetObjectCommand({ Bucket, Key: 'js/default', IfNoneMatch: p.ETag });
    const answer = await o.send(request).catch((e) => e);
    if (answer.$metadata?.httpStatusCode !== 304) throw new Error(show(answer));
  });
  await good('s3 empty, then next', async () => {
    for (const Body of ['', 'x', '']) await o.send(new s3.PutObjectCommand({ Bucket, Key: 'js/empty', Body }));
  });
  await bad('s3 if-none-match', 'PreconditionFailed', () =>
    o.send(new s3.PutObjectCommand({ Bucket, Key: 'js/default', Body: 'x', IfNoneMatch: '*' })),
  );
  await bad('s3 if-match', 'PreconditionFailed', () =>
    o.send(new s3.PutObjectCommand({ Bucket, Key: 'js/default', Body: 'x', IfMatch: '"0123"' })),
  );
  await bad('s3 no such key', 'NoSuchKey', () => o.send(new s3.GetObjectCommand({ Bucket, Key: 'js/nothing' })));
  await bad('s3 head missing', 'NotFound', () => o.send(new s3.HeadObjectCommand({ Bucket, Key: 'js/nothing' })));
  await bad('s3 no such bucket', 'NoSuchBucket', () => o.send(new s3.ListObjectsV2Command({ Bucket: 'sdk-missing' })));
  await bad('s3 denied', 'AccessDenied', () => o.send(new s3.ListObjectsV2Command({ Bucket: 'foreign' })));
  pages = total = 0;
  await good('s3 list paging', async () => {
    for await (const q of s3.paginateListObjectsV2({ client: o, pageSize: 10 }, { Bucket, Prefix: 'page/' })) {
      pages++;
      total += q.Contents.length;
    }
    if (pages !== 3 || total !== 25) throw new Error(pages + ' ' + total);
    return pages + ' ' + total;
  });
  await good('s3 waiter', () =>
    s3
      .waitUntilObjectExists({ client: o, maxWaitTime: 5, minDelay: 1 }, { Bucket, Key: 'js/default' })
      .then((x) => x.state),
  );
  const d = await good('s3 delete objects', () =>
    o.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'js/SHA1' }, { Key: 'js/CRC32' }] } })),
  );
  is('s3 deleted', d?.Deleted?.length === 2, d?.Errors?.length);
  await good('s3 copy', () =>
    o.send(new s3.CopyObjectCommand({ Bucket, Key: 'js/copy', CopySource: 'sdk-bucket/js/default' })),
  );

  const RoleName = 'js-' + Date.now(),
    Path = '/tmp/';
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
  });
  await good('iam create role', () => i.send(new iam.CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument })));
  const gr = await good('iam get role', () => i.send(new iam.GetRoleCommand({ RoleName })));
  is(
    'iam dates',
    gr?.Role.CreateDate instanceof Date && gr?.Role.MaxSessionDuration === 3600,
    gr?.Role.CreateDate?.toISOString(),
  );
  await good('iam waiter', () =>
    iam.waitUntilRoleExists({ client: i, maxWaitTime: 5, minDelay: 1 }, { RoleName }).then((x) => x.state),
  );
  pages = total = 0;
  await good('iam list paging', async () => {
    for await (const q of iam.paginateListRoles({ client: i, pageSize: 1 }, {})) {
      pages++;
      total += q.Roles.length;
    }
    if (pages < 3) throw new Error(pages + ' ' + total);
    return pages + ' ' + total;
  });
  await bad('iam exists', 'EntityAlreadyExistsException', () =>
    i.send(new iam.CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument })),
  );
  await good('iam delete role', () => i.send(new iam.DeleteRoleCommand({ RoleName })));
  await bad('iam denied', 'AccessDenied', () => i.send(new iam.CreateUserCommand({ UserName: 'x' })));
  await bad('iam malformed', 'MalformedPolicyDocumentException', () =>
    i.send(new iam.CreateRoleCommand({ RoleName: 'bad', Path, AssumeRolePolicyDocument: 'no json' })),
  );
  await bad('sts denied', 'AccessDenied', () =>
    sts.send(new AssumeRoleCommand({ RoleArn: process.env.FX_CHAIN, RoleSessionName: 'ss' })),
  );
}
