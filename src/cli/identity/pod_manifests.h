// Manifests as the Kubernetes commands read them: from files, directories or standard input; and the pods in them.
//
//   ROLECALL_TRY(std::vector<boost::json::value> objects, ReadPodManifests(context, paths));
//   for (boost::json::value* pod : PodsIn(objects[0])) NameServiceAccount(*pod);
//
// Objects keep the order of the files and what is in them; pods point into them. Errors name file, line and column.
#ifndef ROLECALL_CLI_IDENTITY_POD_MANIFESTS_H_
#define ROLECALL_CLI_IDENTITY_POD_MANIFESTS_H_

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/frame/command.h"

namespace rolecall::cli {

// "-" is standard input.
Result<std::vector<boost::json::value>> ReadPodManifests(CommandContext& context,
                                                         const std::vector<std::string>& paths);

// The pods that an object is or makes: itself if its kind is Pod, its template if it is a workload, those of a List.
std::vector<boost::json::value*> PodsIn(boost::json::value& object);
// Sets spec.serviceAccountName to "default" where it is missing, as the API server does.
void NameServiceAccount(boost::json::value& pod);
// metadata.namespace, or "default".
std::string NamespaceOf(const boost::json::value& object);
// "Pod external-secrets/awscli"
std::string DescribeObject(const boost::json::value& object);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_POD_MANIFESTS_H_
