// Reads manifests from files and directories.
// A directory gives its *.yaml, *.yml and *.json, by name, not those below it. Errors name the file. Any thread.
#ifndef ROLECALL_KUBE_MANIFEST_FILES_H_
#define ROLECALL_KUBE_MANIFEST_FILES_H_

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"

namespace rolecall::kube {

// The file itself, or the *.yaml, *.yml and *.json directly in a directory, in order of name.
Result<std::vector<std::string>> ManifestFilesAt(const std::string& path, const FileSystem& files);
// The objects of a file, or of every *.yaml, *.yml and *.json directly in a directory, in order of name.
Result<std::vector<boost::json::value>> ReadManifests(const std::string& path, const FileSystem& files);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_MANIFEST_FILES_H_
