// A world as a configuration directory, and the identity model that is read from it.
#ifndef ROLECALL_TESTS_WORLDS_WORLD_DIRECTORY_H_
#define ROLECALL_TESTS_WORLDS_WORLD_DIRECTORY_H_

#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "tests/worlds/world.h"

namespace rolecall::worlds {

// main.tf.json, and service accounts as manifests.
std::string Configuration(const World& world);
std::string Manifests(const World& world);

struct DirectoryModel {
  access::IdentityModel model;
  std::vector<std::string> key_arns;  // as the offline plan has them
  std::string errors;                 // why there is none
};
DirectoryModel ReadAsDirectory(const World& world);

}  // namespace rolecall::worlds

#endif  // ROLECALL_TESTS_WORLDS_WORLD_DIRECTORY_H_
