// Hostile files for every reader of the library. Each has to end in the documented exception or in something sound, in bounded time and memory.
//   dotnet run -c Release --project tests/Siren2.Fuzz -- --cases 1000000 --seed 1
// And many short clips in one process.
//   dotnet run -c Release --project tests/Siren2.Fuzz -- --soak 10000
// And fits that need processes of their own: the same ones at every vector width.
//   dotnet run -c Release --project tests/Siren2.Fuzz -- --widths
// And a long recording, from file to file: an hour takes 4 GB on disk and, with the fast preset, about 45 minutes on two cores.
//   dotnet run -c Release --project tests/Siren2.Fuzz -- --long 3600 --preset fast
using System.Diagnostics;
using System.Globalization;
using Siren2.Fuzz;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--fit", string path])
{
    WidthCheck.Fit(path);
    return 0;
}

if (args is ["--widths"])
{
    return WidthCheck.Run(Console.Out);
}

if (args is ["--soak", string clips])
{
    return Soak.Run(int.Parse(clips, CultureInfo.InvariantCulture), Console.Out);
}

if (args is ["--long", string seconds, "--preset", string preset])
{
    return new LongRun(int.Parse(seconds, CultureInfo.InvariantCulture), preset, Console.Out).Run();
}

int cases = Option("--cases", 20_000);
int seed = Option("--seed", 1);
long start = Stopwatch.GetTimestamp();
var run = new FuzzRun(seed, Console.Out);
foreach ((IFuzzTarget target, int part) in new (IFuzzTarget, int)[] { (new WaveTarget(), 2), (new TensorTarget(), 2), (new FitTarget(), 1) })
{
    run.Cut(target);
    run.Damage(target, cases * part / 5);
}

Console.WriteLine($"{run.Failures} failures, {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s, peak "
    + $"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
return run.Failures == 0 ? 0 : 1;

int Option(string name, int otherwise)
{
    int at = Array.IndexOf(args, name);
    return at < 0 ? otherwise : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
}
