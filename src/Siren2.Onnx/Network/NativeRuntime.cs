using Microsoft.ML.OnnxRuntime;

namespace Siren2.Onnx.Network;

/// <summary>Opens sessions, and says in one exception what is missing where none can be.</summary>
internal static class NativeRuntime
{
    /// <summary>Opens a session.</summary>
    /// <param name="name">Of the network, for messages.</param>
    /// <param name="open">Opens it, given the options of a session.</param>
    /// <param name="options">The host's options; null for one thread, so that chunks run side by side.</param>
    /// <exception cref="DllNotFoundException">The native library is missing, too old or of another processor.</exception>
    /// <exception cref="InvalidDataException">The network cannot be read or run.</exception>
    public static InferenceSession Open(string name, Func<SessionOptions, InferenceSession> open, SessionOptions? options)
    {
        try
        {
            if (options is not null)
            {
                return open(options);
            }

            using var single = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
            return open(single);
        }
        catch (Exception exception) when (IsOfNativeLibrary(exception))
        {
            throw new DllNotFoundException(
                "ONNX Runtime's native library is missing, or does not fit its managed part. Add the package Microsoft.ML.OnnxRuntime (processor), "
                + "Microsoft.ML.OnnxRuntime.Gpu (CUDA) or another of its family to the program, in the version of Microsoft.ML.OnnxRuntime.Managed.",
                exception);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException($"ONNX Runtime cannot run '{name}': {exception.Message}", exception);
        }
    }

    private static bool IsOfNativeLibrary(Exception exception) =>
        exception is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException or BadImageFormatException;
}
