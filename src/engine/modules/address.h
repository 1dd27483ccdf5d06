// Module source addresses: what the "source" of a module call names, and how OpenTofu writes it.
//
//   Result<ModuleSource> address = ParseModuleSource("github.com/a/b//modules/x?ref=v1", false);
//   address->kind == kRemote; address->package == "git::https://github.com/a/b.git?ref=v1";
//   address->subdirectory == "modules/x"; address->text has both, as manifests have it
//
// Pure: nothing is looked up. The abbreviations are those of go-getter that OpenTofu has: github.com/, bitbucket.org/,
// user@host:path. Errors are complete sentences for the user.
#ifndef ROLECALL_ENGINE_MODULES_ADDRESS_H_
#define ROLECALL_ENGINE_MODULES_ADDRESS_H_

#include <string>

#include "base/result.h"

namespace rolecall::engine {

struct ModuleSource {
  enum class Kind { kLocal, kRegistry, kRemote };
  Kind kind = Kind::kLocal;
  std::string text;          // the whole, in the form that manifests keep
  std::string package;       // kRemote: what is fetched. kRegistry: "host/namespace/name/target"
  std::string subdirectory;  // within the package; may be empty
  // kRegistry:
  std::string host, name_space, name, target;
  bool host_given = false;

  // How users know it: without the default host.
  std::string ForDisplay() const;
};

// `is_versioned`: the call has a version argument, so that only a registry address will do.
Result<ModuleSource> ParseModuleSource(const std::string& text, bool is_versioned);

// "git::https://h/r.git//sub?ref=v1" -> "git::https://h/r.git?ref=v1" and "sub".
struct SplitSource {
  std::string package, subdirectory;
};
SplitSource SplitSubdirectory(const std::string& source);

// A remote package in parts: how to get it ("git", "http", "https", "file", …) and from where.
struct RemotePackage {
  std::string getter;  // lower case
  std::string url;     // without getter prefix and query
  std::string query;   // without '?'
  // The value of a query argument; empty if it is not there.
  std::string Argument(const std::string& name) const;
};
RemotePackage ParseRemotePackage(const std::string& package);

// "https://user:password@host/path" without what is before the '@'; the same if there is no password.
std::string WithoutPassword(const std::string& url);
// The address of a package as messages and progress have it: without a password, and of its arguments only those that
// are known to be no secrets; the others are "xxxxx". Differs from OpenTofu, which shows them.
std::string ShownAddress(const std::string& address);

// "a/./b/../c" -> "a/c"; leading ".." stay.
std::string CleanPath(const std::string& path);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_ADDRESS_H_
