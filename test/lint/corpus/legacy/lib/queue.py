class Queue:
    def get(self):
        return None
