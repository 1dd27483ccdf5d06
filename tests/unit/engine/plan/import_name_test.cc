#include "engine/plan/import_name.h"

#include <gtest/gtest.h>

namespace rolecall::engine {
namespace {

std::string NameIn(const std::string& identity) {
  ResourceEvent event;
  NameByIdentity(identity, event);
  return event.id_name + "=" + event.id;
}

TEST(NameByIdentity, TakesTheIdThenTheNameThenTheFirstText) {
  EXPECT_EQ(NameIn(R"({"a":"1","name":"n","id":"i"})"), "id=i");
  EXPECT_EQ(NameIn(R"({"a":"1","name":"n","id":null})"), "name=n");
  EXPECT_EQ(NameIn(R"({"b":"2","a":null,"c":"3","number":7})"), "b=2");
}

TEST(NameByIdentity, TakesNothingOfWhatHasNoText) {
  for (const char* text : {"", "{}", "[]", R"({"a":null,"b":1})", "{"}) EXPECT_EQ(NameIn(text), "id=") << text;
}

}  // namespace
}  // namespace rolecall::engine
