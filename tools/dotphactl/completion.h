// Shell completion, generated from the command table.
#pragma once

#include <optional>
#include <string>

namespace dotpha::ctl {

// Script for "bash" or "zsh"; nullopt for another shell.
std::optional<std::string> CompletionScript(const std::string& shell);

}  // namespace dotpha::ctl
