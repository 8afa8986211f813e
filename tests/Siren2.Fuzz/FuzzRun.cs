using System.Diagnostics;

namespace Siren2.Fuzz;

/// <summary>Feeds readers with files until one breaks a promise, and counts.</summary>
internal sealed class FuzzRun(int seed, TextWriter output)
{
    // What a case may allocate beyond its target's share: reading, writing and reading again make arrays of each other's size.
    private const long AllocationPerByte = 256;

    // Milliseconds, on a machine that has other things to do.
    private const double LongestCase = 5000;

    private long _accepted;
    private long _refused;
    private long _mostAllocated;
    private double _slowest;

    /// <summary>How many cases broke a promise.</summary>
    public int Failures { get; private set; }

    /// <summary>Every valid file, cut at every byte.</summary>
    public void Cut(IFuzzTarget target)
    {
        int number = 0;
        foreach (byte[] file in target.Corpus)
        {
            for (int length = 0; length <= file.Length; length++)
            {
                Try(target, file[..length], new Random(number), number++);
            }
        }

        Tell(target, "cut at every byte");
    }

    /// <summary>Files made from a seed and the number of the case, so that each can be made again.</summary>
    public void Damage(IFuzzTarget target, int cases)
    {
        for (int number = 0; number < cases; number++)
        {
            var random = new Random(HashCode(number));
            Try(target, target.Next(random), random, number);
        }

        Tell(target, "damaged");
    }

    private int HashCode(int number)
    {
        // SplitMix64's finalizer: neighboring seeds of Random give related numbers.
        unchecked
        {
            ulong z = ((ulong)(uint)seed << 32) + (uint)number + 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)(z ^ (z >> 31));
        }
    }

    private void Try(IFuzzTarget target, byte[] file, Random random, int number)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        try
        {
            target.Check(file, random);
            _accepted++;
        }
        catch (InvalidDataException)
        {
            _refused++;
        }
        catch (Exception e) when (Report(target, file, number, e.ToString()))
        {
        }

        double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        _slowest = Math.Max(_slowest, time);
        _mostAllocated = Math.Max(_mostAllocated, allocated);
        if (allocated > target.BaseAllocation + (AllocationPerByte * file.Length) || time > LongestCase)
        {
            _ = Report(target, file, number, $"{allocated} bytes allocated for {file.Length} in {time:F0} ms");
        }
    }

    private bool Report(IFuzzTarget target, byte[] file, int number, string failure)
    {
        Failures++;
        string path = Path.Combine(Path.GetTempPath(), $"siren2-fuzz-{target.Name}-{seed}-{number}.bin");
        File.WriteAllBytes(path, file);
        output.WriteLine($"FAILED  {target.Name}, case {number}, kept as {path}");
        output.WriteLine(failure);
        return true;
    }

    private void Tell(IFuzzTarget target, string kind)
    {
        output.WriteLine(
            $"{target.Name,-12} {kind,-18} {_accepted + _refused,9} cases: {_accepted} accepted, {_refused} refused; "
            + $"most allocated {_mostAllocated / 1024.0:F0} KiB, slowest {_slowest:F0} ms");
        (_accepted, _refused, _mostAllocated, _slowest) = (0, 0, 0, 0);
    }
}
