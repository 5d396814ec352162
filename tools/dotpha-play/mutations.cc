// Mutations of plans, as the sample's README describes them.
#include <sstream>

#include "tools/dotpha-play/request_maker.h"

namespace dotpha::play {
namespace {

// One step of a path: a key of an object, or the element of a list that has this number or id.
json* Step(json& node, const std::string& list, const std::string& word) {
  if (!node.is_array()) {
    return node.contains(word) ? &node[word] : nullptr;
  }
  static const std::map<std::string, std::string> kKeys = {
      {"years", "year"}, {"quarters", "q"}, {"months", "m"}, {"items", "id"}};
  const auto key = kKeys.find(list);
  for (json& element : node) {
    if (key != kKeys.end() && element.contains(key->second) && AsText(element[key->second]) == word) {
      return &element;
    }
  }
  return nullptr;
}

Result<void> Edit(const Act& act, json& root, const json& edit) {
  const std::string path = edit.contains("path") ? edit["path"].get<std::string>() : edit.value("field", "");
  std::istringstream words(path);
  std::vector<std::string> steps;
  for (std::string word; std::getline(words, word, '/');) {
    steps.push_back(word);
  }
  if (steps.empty()) {
    return Bad(act, "a mutation names no path");
  }
  json* node = &root;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    node = Step(*node, i == 0 ? "" : steps[i - 1], steps[i]);
    if (node == nullptr) {
      return Bad(act, "a mutation names no node: " + path);
    }
  }
  const std::string op = edit.value("op", "");
  if (op == "remove") {
    node->erase(steps.back());
  } else if (op == "set") {
    (*node)[steps.back()] = edit.at("value");
  } else if (op == "shift") {
    json* siblings = Step(*node, "", steps.back());
    json* from = siblings == nullptr ? nullptr : Step(*siblings, steps.back(), AsText(edit.at("frm")));
    json* to = siblings == nullptr ? nullptr : Step(*siblings, steps.back(), AsText(edit.at("to")));
    if (from == nullptr || to == nullptr) {
      return Bad(act, "a mutation shifts between no siblings: " + path);
    }
    (*from)["w"] = (*from)["w"].get<int>() - edit.at("value").get<int>();
    (*to)["w"] = (*to)["w"].get<int>() + edit.at("value").get<int>();
  } else {
    return Bad(act, "mutation " + op + " is not known here");
  }
  return Ok{};
}

}  // namespace

Result<json> MutatedPlan(const Act& act, json plan) {
  for (const json& edit : act.payload.value("mutation", json::array())) {
    json* root = &plan;
    if (edit.contains("work_id")) {
      root = nullptr;
      for (json& work : plan.at("works")) {
        root = work.at("work_id") == edit["work_id"] ? &work : root;
      }
      if (root == nullptr) {
        return Bad(act, "a mutation names a work that is not in the plan");
      }
    }
    DOTPHA_TRY(Edit(act, *root, edit));
  }
  return plan;
}

}  // namespace dotpha::play
