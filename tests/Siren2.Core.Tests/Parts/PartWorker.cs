using System.Diagnostics;
using System.Globalization;
using Siren2.Core.Tests.Upsampling;

namespace Siren2.Core.Tests.Parts;

/// <summary>A process that knows of a clip by its file alone, and writes the parts that it was told to fit.</summary>
internal static class PartWorker
{
    /// <summary>Fits parts in a process of their own, and waits for it.</summary>
    /// <param name="folder">Where <c>clip.wav</c> lies and, of a guided fit, <c>reference.wav</c>; receives a file for every part.</param>
    /// <param name="rate">Rate of the result in hertz.</param>
    /// <param name="threads">Threads at most.</param>
    /// <param name="parts">Numbers of the parts, in the order in which they are fitted.</param>
    public static void Run(string folder, int rate, int threads, IEnumerable<int> parts)
    {
        IEnumerable<string> arguments = new[] { rate, threads }.Concat(parts).Select(number => number.ToString(CultureInfo.InvariantCulture));
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", typeof(PartWorker).Assembly.Location, folder, .. arguments]) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    /// <summary>What a part was written as.</summary>
    public static byte[] Read(string folder, int part) => File.ReadAllBytes(PathOf(folder, part));

    private static int Main(string[] args)
    {
        string folder = args[0];
        int[] numbers = [.. args[1..].Select(argument => int.Parse(argument, CultureInfo.InvariantCulture))];
        string reference = Path.Combine(folder, "reference.wav");
        UpsamplePlan plan = Streamed.Plan(
            Quick.Options with { MaxDegreeOfParallelism = numbers[1] },
            AudioClip.Load(Path.Combine(folder, "clip.wav")),
            numbers[0],
            File.Exists(reference) ? AudioClip.Load(reference) : null);
        foreach (int part in numbers[2..])
        {
            File.WriteAllBytes(PathOf(folder, part), plan.FitPart(part).ToBytes());
        }

        return 0;
    }

    private static string PathOf(string folder, int part) => Path.Combine(folder, FormattableString.Invariant($"part-{part}"));
}
