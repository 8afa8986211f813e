using System.Runtime.InteropServices;
using TorchSharp;

namespace Siren2.TorchSharp.Native;

/// <summary>
/// Tells whether libtorch is there, before anything else of this package uses it: TorchSharp alone throws the log of its search, from whatever type
/// initializer comes first, and leaves the loader's own reason out.
/// </summary>
internal static class NativeParts
{
    /// <summary>What the loader says where the system's C++ runtime is older than TorchSharp's.</summary>
    private const string CxxRuntime = "GLIBCXX_";

    /// <summary>Throws unless libtorch runs here.</summary>
    /// <exception cref="TorchNotAvailableException">It does not.</exception>
    public static void Require()
    {
        try
        {
            _ = torch.TryInitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception e) when (e is TypeInitializationException or NotSupportedException or DllNotFoundException or BadImageFormatException)
        {
            throw new TorchNotAvailableException(Advice(LoadFailure()), e);
        }
    }

    /// <summary>What to install.</summary>
    /// <param name="failure">What the loader said of TorchSharp's library; null where libtorch itself is missing.</param>
    internal static string Advice(string? failure) => failure switch
    {
        null =>
            "The native parts of TorchSharp are missing. Add to the program the package TorchSharp-cpu, or for one platform "
            + "libtorch-cpu-linux-x64, libtorch-cpu-win-x64 or libtorch-cpu-osx-arm64 2.10.0, or for a GPU one of TorchSharp-cuda-*, of the version that fits TorchSharp 0.107.0.",
        _ when failure.Contains(CxxRuntime, StringComparison.Ordinal) =>
            "This system's C++ runtime is too old for TorchSharp, which needs GLIBCXX_3.4.32, the libstdc++ of GCC 13: run on Debian 13, Ubuntu 24.04 or newer, "
            + "or install a libstdc++6 of GCC 13 or newer.",
        _ => $"The native parts of TorchSharp do not load. They must be those of libtorch 2.10.0, for TorchSharp 0.107.0: {failure}",
    };

    private static string? LoadFailure()
    {
        // libtorch first: TorchSharp's own library then finds it in the process, wherever the two lie.
        System.Reflection.Assembly owner = typeof(torch).Assembly;
        if (!NativeLibrary.TryLoad("torch_cpu", owner, searchPath: null, out _) || !NativeLibrary.TryLoad("torch", owner, searchPath: null, out _))
        {
            return null;
        }

        try
        {
            _ = NativeLibrary.Load("LibTorchSharp", owner, searchPath: null);
            return "TorchSharp does not find them.";
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return e.Message;
        }
    }
}
