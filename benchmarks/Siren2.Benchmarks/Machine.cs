using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Siren2.Kernels.Simd;

namespace Siren2.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static JsonObject Describe() => new()
    {
        ["processor"] = ProcessorName(),
        ["logicalCores"] = Environment.ProcessorCount,
        ["vectorBits"] = (int)SimdWidths.Best * 8 * sizeof(float),
        ["system"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["loadAverage"] = LoadAverage(),
    };

    private static string ProcessorName()
    {
        const string Linux = "/proc/cpuinfo";
        string? name = File.Exists(Linux)
            ? File.ReadLines(Linux).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1]
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return name?.Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    /// <summary>How busy the machine was when the run began, where the system says so.</summary>
    private static string LoadAverage()
    {
        const string Linux = "/proc/loadavg";
        return File.Exists(Linux) ? string.Join(' ', File.ReadAllText(Linux).Split(' ')[..3]) : "unknown";
    }
}
