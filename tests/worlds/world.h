// Random small worlds of roles, users, policies, buckets, secrets, keys and service accounts, as data: what they are
// written in (a configuration directory, or calls of a plane) is somebody else's. The same seed gives the same world.
//
// Documents are JSON in which @KEY0@, @KEY1@ … stand for the ARNs of the world's keys, which are chosen by whoever
// makes it. Small lists of names, so that policies, requests and conditions meet often.
#ifndef ROLECALL_TESTS_WORLDS_WORLD_H_
#define ROLECALL_TESTS_WORLDS_WORLD_H_

#include <cstdint>
#include <string>
#include <vector>

namespace rolecall::worlds {

inline constexpr char kAccount[] = "054000737513";
inline constexpr char kRegion[] = "eu-central-1";
inline constexpr char kIssuer[] = "oidc.example.com/id/A1";
inline constexpr char kProvider[] = "arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/A1";

// A resource's own policy; "" none. `hidden`: the configuration takes it from what is not known before an apply.
struct OwnPolicy {
  std::string text;
  bool hidden = false;
};

struct Named {
  std::string name;
  std::vector<std::string> inline_policies;
  std::string boundary;  // of a managed policy's name; "" none
  std::string team;      // its tag; "" none
};

struct WorldRole : Named {
  std::string path, trust;
  std::vector<std::string> attached;  // names of managed policies
  std::string Arn() const;
};

struct WorldUser : Named {
  std::string Arn() const;
};

struct WorldSecret {
  std::string name;
  OwnPolicy policy;
  int key = -1;  // none of its own
};

struct WorldBucket {
  std::string name;
  OwnPolicy policy;
};

struct WorldAccount {
  std::string namespace_name, name;
  std::size_t role = 0;
  std::string Subject() const { return "system:serviceaccount:" + namespace_name + ":" + name; }
};

struct WorldPolicy {
  std::string name, text;
};

// What is asked of everybody. `resource`: an ARN in which keys stand as above, and secrets without their ending.
struct WorldQuestion {
  std::string action, resource;
};

struct World {
  std::vector<WorldPolicy> policies;
  std::vector<WorldRole> roles;
  std::vector<WorldUser> users;
  std::vector<OwnPolicy> keys;
  std::vector<WorldSecret> secrets;
  std::vector<WorldBucket> buckets;
  std::vector<WorldAccount> accounts;
  std::vector<WorldQuestion> questions;
};

World MakeWorld(std::uint64_t seed);

// Replaces @KEY0@ … by these.
std::string WithKeys(std::string text, const std::vector<std::string>& key_arns);

}  // namespace rolecall::worlds

#endif  // ROLECALL_TESTS_WORLDS_WORLD_H_
