using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Siren2.Cli.Output;
using Siren2.Kernels.Simd;

namespace Siren2.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static JsonObject Describe() => new()
    {
        ["processor"] = MachineDescription.Current().Processor,
        ["logicalCores"] = Environment.ProcessorCount,
        ["vectorBits"] = (int)SimdWidths.Best * 8 * sizeof(float),
        ["system"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["loadAverage"] = LoadAverage(),
    };

    /// <summary>How busy the machine was when the run began, where the system says so.</summary>
    private static string LoadAverage()
    {
        const string Linux = "/proc/loadavg";
        return File.Exists(Linux) ? string.Join(' ', File.ReadAllText(Linux).Split(' ')[..3]) : "unknown";
    }
}
