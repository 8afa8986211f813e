using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Work;

/// <summary>A piece of work that is worked on.</summary>
internal sealed class UnitRun(Assignment assignment, CancellationToken stop) : IProgress<double>, IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private double _fraction;
    private int _awaited = -1;
    private ClipShape? _shape = assignment.Shape;

    public Assignment Assignment { get; } = assignment;

    public WorkUnit Unit => Assignment.Unit;

    public CancellationToken Stopped => _stop.Token;

    /// <summary>The clip's, once it is known.</summary>
    public ClipShape? Shape
    {
        get => Volatile.Read(ref _shape);
        set => Volatile.Write(ref _shape, value);
    }

    public RunningUnit ToMessage()
    {
        int awaited = Volatile.Read(ref _awaited);
        return new RunningUnit(Unit, (float)Volatile.Read(ref _fraction), Shape, awaited < 0 ? null : awaited);
    }

    public void Report(double value) => Volatile.Write(ref _fraction, value);

    /// <summary>Notes the part that a join waits for; null for none.</summary>
    public void Await(int? part) => Volatile.Write(ref _awaited, part ?? -1);

    public void Stop() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();
}
