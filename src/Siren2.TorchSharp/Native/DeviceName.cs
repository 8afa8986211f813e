using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Native;

/// <summary>What identities say of the device that networks are fitted on: its kind, as each rounds in its own way; nothing of the CPU, the default.</summary>
internal static class DeviceName
{
    /// <summary>The identity of a network on a device.</summary>
    public static string Append(string identity, Device device) => device.type == DeviceType.CPU ? identity : Append(identity, device.type.ToString());

    /// <summary>Whether an identity is that of the same network on any device.</summary>
    public static bool IsOf(string identity, string network) =>
        identity == network || Enum.GetNames<DeviceType>().Any(type => identity == Append(network, type));

    private static string Append(string identity, string type) => $"{identity} [{type}]";
}
