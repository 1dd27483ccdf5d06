// Records of what people and machines show to be a user: keys, certificates, devices. Most belong to a user by the
// user's unique id (root: the account's number), so that a new name of the user changes nothing here.
//
// None of them signs a request in here; they are kept because IAM keeps them. So what only they would need is not kept:
// no private key of a server certificate, no password of a service-specific credential.
#ifndef ROLECALL_DIRECTORY_CREDENTIAL_RECORDS_H_
#define ROLECALL_DIRECTORY_CREDENTIAL_RECORDS_H_

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/secret.h"
#include "directory/keys.h"
#include "directory/tags.h"
#include "partition/own_partition.h"

namespace rolecall::directory {

struct SshPublicKey {
  std::string account, owner_id, id;  // "APKA…"
  std::string body;                   // as OpenSSH writes it, "ssh-rsa AAAA…", without a comment
  std::string fingerprint;            // MD5, in pairs of hex digits
  bool active = true;
  Time created;
  std::string key() const { return owner_id + "/" + id; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("owner", r.owner_id), a("id", r.id), a("body", r.body);
    a("fingerprint", r.fingerprint), a("active", r.active), a("created", r.created);
  }
};

struct SigningCertificate {
  std::string account, owner_id, id;  // 32 letters and digits
  std::string body;                   // PEM, as it was sent
  std::string fingerprint;            // SHA-1
  bool active = true;
  Time created;
  std::string key() const { return owner_id + "/" + id; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("owner", r.owner_id), a("id", r.id), a("body", r.body);
    a("fingerprint", r.fingerprint), a("active", r.active), a("created", r.created);
  }
};

struct ServiceCredential {
  std::string account, owner_id, id;  // "ACCA…"
  std::string service;                // "codecommit.amazonaws.com"
  std::string service_user;           // the name to sign in with there
  bool active = true;
  Time created;
  std::optional<Time> expires;
  std::string key() const { return owner_id + "/" + id; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("owner", r.owner_id), a("id", r.id), a("service", r.service);
    a("service_user", r.service_user), a("active", r.active), a("created", r.created), a("expires", r.expires);
  }
};

struct ServerCertificate {
  std::string account, name, path = "/", id;  // "ASCA…"
  std::string body, chain;                    // PEM, as they were sent
  Time created, expires;
  Tags tags;
  std::string arn() const { return partition::OwnArn() + "iam::" + account + ":server-certificate" + path + name; }
  std::string key() const { return NameKey(account, name); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("name", r.name), a("path", r.path), a("id", r.id), a("body", r.body);
    a("chain", r.chain), a("created", r.created), a("expires", r.expires), a("tags", r.tags);
  }
};

// A virtual one.
struct MfaDevice {
  std::string account, name, path = "/";
  Secret seed;           // base32; sealed in the store
  std::string owner_id;  // empty: nobody's
  Time created;
  std::optional<Time> enabled;
  std::optional<Time> last_code;  // the time of the newest code that it was shown with: no older one counts again
  int drift_steps = 0;            // how far the device's clock is before ours
  Tags tags;
  std::string arn() const {
    return partition::OwnArn() + "iam::" + account + ":mfa" + path + name;
  }  // the serial number
  std::string key() const { return arn(); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("name", r.name), a("path", r.path), a("secret", r.seed), a("owner", r.owner_id);
    a("created", r.created), a("enabled", r.enabled), a("last_code", r.last_code), a("drift", r.drift_steps);
    a("tags", r.tags);
  }
};

// struct, its part of the store's keys, table of the snapshot: see records.h.
#define ROLECALL_CREDENTIAL_RECORDS(ROW)                               \
  ROW(SshPublicKey, "ssh-key", ssh_public_keys)                        \
  ROW(SigningCertificate, "signing-certificate", signing_certificates) \
  ROW(ServiceCredential, "service-credential", service_credentials)    \
  ROW(ServerCertificate, "server-certificate", server_certificates)    \
  ROW(MfaDevice, "mfa-device", mfa_devices)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_CREDENTIAL_RECORDS_H_
