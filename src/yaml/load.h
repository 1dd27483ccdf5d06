// YAML text as yaml-cpp's trees. Use this instead of YAML::LoadAll, which never returns from some texts that are
// no YAML (a document that begins with a comma: it reads nothing, again and again).
//
// Bounds on size, nodes and depth are the caller's: aliases share nodes, so that they count what they follow.
#ifndef ROLECALL_YAML_LOAD_H_
#define ROLECALL_YAML_LOAD_H_

#include <string>
#include <vector>

namespace YAML {
class Node;
}

namespace rolecall::yaml {

// All documents of the text. Throws YAML::Exception, with its mark, as yaml-cpp does.
std::vector<YAML::Node> LoadAll(const std::string& text);

}  // namespace rolecall::yaml

#endif  // ROLECALL_YAML_LOAD_H_
