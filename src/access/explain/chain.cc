#include "access/explain/chain.h"

namespace rolecall::access {

ChainLink Good(std::string name, std::string verdict) {
  ChainLink link;
  link.name = std::move(name);
  link.good = true;
  link.verdict = std::move(verdict);
  return link;
}

ChainLink Bad(std::string name, std::string code, std::string verdict, Origin origin) {
  ChainLink link;
  link.name = std::move(name);
  link.code = std::move(code);
  link.verdict = std::move(verdict);
  link.origin = std::move(origin);
  return link;
}

}  // namespace rolecall::access
